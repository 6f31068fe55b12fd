/**
 * Peers over HTTP: {@link org.hraft.transport.JaxRsTransport} calls, {@link
 * org.hraft.transport.RaftResource} is called, {@link org.hraft.transport.RaftJson} is the form that
 * both agree on, and {@code RaftBinary} a shorter one for what is said most often.
 *
 * <p>A request of HTTP for each request of Raft would cost more than all the rest of a write. So a
 * caller keeps one connection to each peer, which is two requests that do not end:
 *
 * <pre>
 * caller                                                           peer
 *   GET  /raft/answers?session=S   ------------------------------>  opens the session
 *                                  <------- 200, hello, answers...
 *   POST /raft/calls?session=S, calls...  ----------------------->
 * </pre>
 *
 * <p>What travels on both is a {@link org.hraft.transport.Frame}. To follow a call: {@code
 * PeerSender} finds or opens the {@code PeerConnection}, whose {@code PendingCalls} keep it until
 * its end; at the peer {@code PeerSession} hands it to the engine and writes the answer. Whoever has
 * nothing to say gives a sign of life twice a second, so silence means that the other is gone,
 * paused or cut off.
 *
 * <p>A call has two seconds from its start to its answer, and what is written first travels first.
 * A leader lets less be under way to a peer whose answers are late ({@code org.hraft.raft.Window}),
 * so that heartbeats come through on a slow network; one that takes longer than two seconds for a
 * single large command never brings it there.
 *
 * <p>Every failure falls into one of two classes, and the difference matters (hazard 36):
 *
 * <ul>
 *   <li><b>not delivered</b>: the peer certainly did nothing. No byte of the call was written, or
 *       the peer itself says so.
 *   <li><b>unanswered</b>: everything else, a timeout and a broken connection above all. The peer
 *       may have done it.
 * </ul>
 *
 * <p>Nothing here repeats a request: whether that is right, only the core can know.
 */
@NullMarked
package org.hraft.transport;

import org.jspecify.annotations.NullMarked;
