/**
 * The disk of one server, without Raft and HTTP around it, under whatever can happen to a disk: the
 * process is killed, the power is cut, a bit flips, a call fails, the disk is full.
 *
 * <p>A {@code Writer} is a process that saves what Raft would, and says so when the store has returned.
 * A {@code Ledger} outside knows by a seed and the number of acknowledged steps what has to be on the
 * disk, and judges what the next boot finds there. Each test has a negative control: a writer that
 * lies, or a disk that forgets, must be found out. What a machine cannot do is skipped, with the reason.
 */
@NullMarked
package org.hraft.torture;

import org.jspecify.annotations.NullMarked;
