/**
 * The container shell: what a Jakarta EE server starts, and how it finds the rest.
 *
 * <p>{@link org.hraft.server.RaftServer} is the EJB that owns everything: it reads {@link
 * org.hraft.server.ServerConfig}, opens the store, starts the engine and gives it time. {@link
 * org.hraft.server.Joining} brings the server into a cluster, once that runs, and {@link
 * org.hraft.server.WarmUp} makes it quick. {@link org.hraft.server.RestApplication} puts the HTTP
 * resources over it, {@link org.hraft.server.RestServlet} serves them, {@link
 * org.hraft.server.ListenerFilter} keeps the two listeners apart, and the health checks tell an
 * orchestrator how it is.
 *
 * <p>Order of life: the EJB starts before the web module answers, so it waits for nobody; at the
 * end {@link org.hraft.server.Farewell} hands leadership over while requests are still served, and
 * stops the engine, which closes the store; then the web module goes, and the EJB last.
 *
 * <p>Only this package knows the container and the libraries behind the Jakarta APIs; nothing
 * imports it.
 */
@NullMarked
package org.hraft.server;

import org.jspecify.annotations.NullMarked;
