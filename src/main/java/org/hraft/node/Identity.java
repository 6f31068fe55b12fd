package org.hraft.node;

import org.jspecify.annotations.Nullable;

/**
 * What a server answers when it is asked who it is.
 *
 * @param clusterId null while it belongs to none
 */
public record Identity(
        String id,
        String incarnation,
        @Nullable String clusterId,
        String raftAddress,
        String httpAddress) {}
