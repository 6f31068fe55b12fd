package org.hraft.api;

import org.hraft.kv.KeyValueStore;
import org.hraft.node.Engine;

import java.util.Set;

/** Everything of this package that a JAX-RS application has to register. */
public final class ApiResources {
    private ApiResources() {}

    /** New instances; each is one for all requests. */
    public static Set<Object> of(Engine engine, KeyValueStore store) {
        Problems problems = new Problems(engine::status);
        return Set.of(
                new KeyResource(store, problems),
                new JoinResource(engine, problems),
                new StatusResource(engine),
                new MembersResource(engine, problems),
                new LeaderResource(engine, problems),
                new AnyContentType(),
                new ErrorMapper(problems));
    }
}
