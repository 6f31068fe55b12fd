/**
 * Is what gets replicated: commands, and the map that they change.
 *
 * <p>A command travels as bytes through the log of every server, so its byte form is a contract:
 * {@link org.hraft.kv.Command} writes and reads it, and a limit of {@link org.hraft.kv.Limits} is
 * part of it. The map, {@link org.hraft.kv.KvState}, is an immutable value, for a reader then needs
 * no lock and a snapshot costs nothing but a reference. {@link org.hraft.kv.KvStateMachine} applies
 * the one to the other; the result must be the same on every node, so nothing here looks at a
 * clock or at chance, and bytes that make no command change nothing anywhere. It also remembers
 * which rows changed, for the disk to save them, and has a hash of all rows ({@code RowHash}), for
 * servers to find out whether they are alike.
 *
 * <p>It imports {@code node} for the port that it fills; {@code storage}, {@code api} and {@code
 * server} import it. Start with {@link org.hraft.kv.KeyValueStore}, what a client may ask.
 */
@NullMarked
package org.hraft.kv;

import org.jspecify.annotations.NullMarked;
