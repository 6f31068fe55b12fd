/**
 * A key-value store behind plain HTTP, kept alike on several nodes by Raft.
 *
 * <p>Consensus is in {@link org.hraft.raft} and knows nothing of this world: no clock, no disk, no
 * network. {@link org.hraft.node} runs it and defines the ports which the other packages fill, so
 * that a simulator in the tests can fill them too. Hence the direction of all imports, which
 * {@code ArchitectureTest} holds: towards {@code raft}, never away from it.
 *
 * <p>To read it: {@code raft}, then {@code node}, then follow one request from {@code api} inwards.
 */
@NullMarked
package org.hraft;

import org.jspecify.annotations.NullMarked;
