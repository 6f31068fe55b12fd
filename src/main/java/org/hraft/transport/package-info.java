/**
 * Is the other nodes, reached over HTTP with JSON.
 *
 * <p>A message may be lost, late or doubled, and Raft bears all three: so this package sends once, never
 * waits for the loop and never retries on its own. It may import {@code raft} and {@code node}; only
 * {@code server} imports it. Start with {@code JaxRsTransport} for what goes out and
 * {@code RaftResource} for what comes in.
 */
@NullMarked
package org.hraft.transport;

import org.jspecify.annotations.NullMarked;
