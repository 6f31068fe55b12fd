/**
 * Clusters in one JVM: everything is real, HTTP, disks, threads and time, but the container. Start
 * with {@code LocalServer}, which is wired as {@code server.RaftServer} wires a server and can be
 * made to die in ways that a test decides.
 */
@NullMarked
package org.hraft.integration;

import org.jspecify.annotations.NullMarked;
