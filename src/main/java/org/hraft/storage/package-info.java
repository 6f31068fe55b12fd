/**
 * Is the disk: Derby, and a small witness file beside it.
 *
 * <p>The witness is there because a damaged or full disk can make Derby forget without an error, and
 * a node that forgets its promises must not vote. SQL and files are met only here, so that another
 * store costs one package. It may import {@code raft}, {@code node} and {@code kv}; only
 * {@code server} imports it. Start with {@code DerbyRaftStore}.
 */
@NullMarked
package org.hraft.storage;

import org.jspecify.annotations.NullMarked;
