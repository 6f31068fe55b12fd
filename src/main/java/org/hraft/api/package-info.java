/**
 * Clients over HTTP. A resource method does three things: it reads the request, makes one call of
 * {@link org.hraft.kv.KeyValueStore} or {@link org.hraft.node.Engine}, and turns the result into
 * an answer. Nothing here knows of consensus, of servlets or of a vendor's classes.
 *
 * <p><b>Reading order:</b> {@link org.hraft.api.KeyResource}, then what it reads with ({@code
 * BoundedBody}, {@code KeyPath}, {@code KeyValueJson}), then {@code Problems}.
 *
 * <p><b>Threads.</b> Requests are read on the server's threads. Nobody waits there: every method
 * that needs the cluster returns a stage, and the thread that completes the stage writes the
 * answer. Nothing that belongs to the request is touched after the method has returned.
 *
 * <p><b>Bounds.</b> A body is counted while it is read and given up at its limit, so that a client
 * costs at most 2 MiB of memory a request, whatever it announces and whatever it sends.
 *
 * <p><b>Errors.</b> Every answer from 400 on is a problem of RFC 9457 that says what happened,
 * why, and what to do, and, where it can be known, whether the request had an effect. {@code
 * RequestException} means refused before anything was done.
 */
@NullMarked
package org.hraft.api;

import org.jspecify.annotations.NullMarked;
