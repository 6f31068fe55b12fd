/**
 * Is the disk: one Derby database in the data directory.
 *
 * <p>Everything that a turn of the loop has to remember goes into one transaction, the rows of the
 * map included, so a restart finds log, vote and map as of one moment. Derby can lose committed
 * work without an error, so every row of the log carries a checksum over all rows before it, and a
 * boot reads them all. The first failure is the last: memory may be ahead of the disk then.
 *
 * <p>SQL and files are met only here, so that another store costs one package. It may import {@code
 * raft}, {@code node} and {@code kv}; only {@code server} imports it. Start with {@link
 * org.hraft.storage.DerbyRaftStore}; a class for each table stands behind it.
 */
@NullMarked
package org.hraft.storage;

import org.jspecify.annotations.NullMarked;
