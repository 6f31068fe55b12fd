/**
 * Makes decisions real: one loop that saves, sends and applies, in this order, what {@code raft} says.
 *
 * <p>The order is the safety of the whole, so it is written once, here, and the disk, the network and
 * the state machine stand behind ports that this package owns. It imports {@code raft} only; all
 * other packages but {@code raft} may import it. Start with {@code RaftNode}, which is one turn of
 * the loop without thread or clock; {@code Engine} adds those two.
 */
@NullMarked
package org.hraft.node;

import org.jspecify.annotations.NullMarked;
