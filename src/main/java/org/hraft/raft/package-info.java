/**
 * Decides: Raft as a function from an input to what must be saved, sent and applied.
 *
 * <p>It imports nothing of ours and nothing that differs from run to run: time and chance come in as
 * arguments, and no collection whose order is salted is used. That is what makes a failed simulation
 * repeatable from its seed. Everything may rest on this package; {@code node}, {@code storage} and
 * {@code transport} do. Start with {@code Raft}, the one door to every change of role.
 */
@NullMarked
package org.hraft.raft;

import org.jspecify.annotations.NullMarked;
