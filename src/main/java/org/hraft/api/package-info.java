/**
 * Is the clients, over HTTP.
 *
 * <p>A resource method parses, makes one call and maps its result. No rule of consensus lives here;
 * the one duty is honesty: "not leader", "outcome unknown" and "failed" are three different answers,
 * since a client may repeat a request after some of them only. It may import {@code kv} and
 * {@code node}; only {@code server} imports it. Start with {@code KeyResource}.
 */
@NullMarked
package org.hraft.api;

import org.jspecify.annotations.NullMarked;
