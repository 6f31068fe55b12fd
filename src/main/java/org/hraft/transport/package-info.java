/**
 * Peers over HTTP: {@link org.hraft.transport.JaxRsTransport} sends, {@link
 * org.hraft.transport.RaftResource} receives, and {@link org.hraft.transport.RaftJson} is the form
 * that both agree on.
 *
 * <p>One request of Raft is one {@code POST http://{raftAddress}/raft/rpc}; its answer is the body
 * of the 200. Every failure falls into one of two classes, and the difference matters (hazard 36):
 *
 * <ul>
 *   <li><b>not delivered</b>: the peer certainly did nothing. No connection came about, or the peer
 *       itself says so with a 409 and {@code {"refused": why}}.
 *   <li><b>unanswered</b>: everything else, a timeout and a broken connection above all. The peer
 *       may have done it.
 * </ul>
 *
 * <p>Nothing here repeats a request: whether that is right, only the core can know.
 */
@NullMarked
package org.hraft.transport;

import org.jspecify.annotations.NullMarked;
