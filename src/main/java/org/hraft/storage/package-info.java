/**
 * Is the disk: one Derby database in the data directory, and two small files beside it.
 *
 * <p>Everything that a turn of the loop has to remember goes into one transaction. The rows of the map
 * go into one of them once a second, or when there are many: who reads the table with SQL sees it as it
 * was then, and a restart applies again what came after. Derby can lose committed
 * work without an error, so every row of the log carries a checksum over itself and all rows before it. A boot
 * reads and checks the rows that the map does not contain yet, all others are checked whenever they
 * are read, and all are read now and then while the server runs: see {@link
 * org.hraft.storage.Scrub}. The first failure is the last: memory may be ahead of the disk then.
 *
 * <p>Derby also repeats a write or a force that has failed, and says nothing if it gets through in the
 * end, although the system may have dropped what it was to write. So it comes to its files through a
 * {@link org.hraft.storage.FailStopStorageFactory}: the first write that fails is the last, and the
 * store asks for one after each transaction, before anything is acknowledged. There it also waits with
 * the end of a recovery until that is in Derby's log: see {@link org.hraft.storage.CheckpointOrder}.
 *
 * <p>Damage to Derby's own transaction log makes Derby drop what comes behind it without a word, and
 * what is left looks like a shorter log. The file {@code witness} says what was promised, and was not
 * written by Derby: see {@link org.hraft.storage.Witness}, and {@link org.hraft.raft.Promises} for
 * what it says and when.
 *
 * <p>What is damaged is found out, not mended: the store refuses to go on with a {@link
 * org.hraft.node.DamagedStoreException}, and {@link org.hraft.storage.DerbyDataDirectory} can put it
 * aside, so that the server begins anew with what the others have. The file {@code members} says who
 * they are.
 *
 * <p>The saved map is the snapshot of this server: what it contains may leave the log. Log and map
 * have two tables each, because Derby gives space back quickly only if a whole table goes. The two of
 * the log are used in turn. A snapshot of another server is gathered in that table of the map which
 * does not count, and then counts. {@link org.hraft.storage.DerbySchema} says how to see which one it
 * is.
 *
 * <p>SQL and files are met only here, so that another store costs one package. It may import {@code
 * raft}, {@code node} and {@code kv}; only {@code server} imports it. Start with {@link
 * org.hraft.storage.DerbyRaftStore}; a class for each table stands behind it.
 */
@NullMarked
package org.hraft.storage;

import org.jspecify.annotations.NullMarked;
