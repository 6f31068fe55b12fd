/**
 * Makes decisions real: one loop that saves, sends and applies, in this order, what {@code raft} says.
 *
 * <p>The order is the safety of the whole, so it is written once, here, and the disk, the network and
 * the state machine stand behind ports that this package owns. It imports {@code raft} only; all
 * other packages but {@code raft} may import it. Start with {@code RaftNode}, which is one turn of
 * the loop without thread or clock; {@code Engine} adds those two.
 *
 * <p>Heartbeats leave through the same loop, so a disk that stands still silences its server: when
 * that of a leader does for longer than an election timeout, the others elect somebody else and go
 * on, as if it had died (hazard 41). No order to campaign is needed, and none could leave.
 */
@NullMarked
package org.hraft.node;

import org.jspecify.annotations.NullMarked;
