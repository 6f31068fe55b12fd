package org.hraft.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.ClusterMembers;
import org.hraft.node.Engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The cluster as its leader sees it; the same from every server that can reach the leader. */
@Path("members")
public final class MembersResource {
    private final Engine engine;
    private final Problems problems;

    MembersResource(Engine engine, Problems problems) {
        this.engine = engine;
        this.problems = problems;
    }

    @GET
    public CompletionStage<Response> members() {
        return engine.members().thenApply(MembersResource::answer).exceptionally(problems::of);
    }

    private static Response answer(ClusterMembers members) {
        return Response.ok(Json.bytes(MembersJson.of(members)), MediaType.APPLICATION_JSON_TYPE)
                .header(KeyResource.RAFT_INDEX, members.index())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** The names are the contract's. */
    record MembersJson(List<MemberJson> members, long index) {
        static MembersJson of(ClusterMembers cluster) {
            return new MembersJson(
                    cluster.members().stream().map(MemberJson::of).toList(), cluster.index());
        }
    }

    /** @param haddr where clients reach it, empty if unknown */
    record MemberJson(
            String id,
            String addr,
            String haddr,
            boolean voter,
            boolean leader,
            boolean reachable,
            long matchIndex,
            long lag,
            long lastContactMs) {

        static MemberJson of(ClusterMembers.MemberStatus member) {
            return new MemberJson(
                    member.id(),
                    member.raftAddress(),
                    member.httpAddress(),
                    member.voter(),
                    member.leader(),
                    member.reachable(),
                    member.matchIndex(),
                    member.lag(),
                    member.lastContactMillis());
        }
    }
}
