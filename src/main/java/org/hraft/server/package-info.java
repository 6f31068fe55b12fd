/**
 * Is the shell towards the container: the EJB, configuration, health, and the wiring of all parts.
 *
 * <p>Annotations of the container and classes of its vendor stop here, because the tests run all
 * other packages without a container. It may import every package and none imports it. Start with
 * {@code RaftServer}, which builds a node at start-up and takes it down again.
 */
@NullMarked
package org.hraft.server;

import org.jspecify.annotations.NullMarked;
