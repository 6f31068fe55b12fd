package org.hraft.node;

/**
 * A proposal that was committed and applied on this server.
 *
 * @param index of its log entry
 * @param result what the state machine returned
 */
public record Applied(long index, Object result) {}
