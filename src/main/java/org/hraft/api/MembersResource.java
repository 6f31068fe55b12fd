package org.hraft.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.hraft.node.ClusterMembers;
import org.hraft.node.Engine;
import org.hraft.node.MembersOutlook;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The cluster as its leader sees it, the same from every server that can reach the leader, and what
 * operators do to its members, on any server.
 */
@Path("members")
public final class MembersResource {
    private static final int MAX_BODY_BYTES = 64 * 1024;

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

    /** Answered when it is committed. A server that is removed should be stopped afterwards. */
    @DELETE
    @Path("{id: .+}")
    public CompletionStage<Response> remove(ContainerRequestContext request) {
        ChangeConditions how = ChangeConditions.of(request);
        return answer(
                how,
                engine.removeMember(
                        KeyPath.rest(request.getUriInfo()), how.basedOn(), how.dryRun()));
    }

    /** {@code {"voter":true}} makes a learner a voter, {@code false} a voter a learner. */
    @POST
    @Path("{id: .+}")
    public CompletionStage<Response> change(ContainerRequestContext request) {
        ChangeConditions how = ChangeConditions.of(request);
        byte[] bytes = BoundedBody.read(request, MAX_BODY_BYTES, "A change");
        boolean voter = Json.read(bytes, MembersResource::voter);
        return answer(
                how,
                engine.setVoter(
                        KeyPath.rest(request.getUriInfo()), voter, how.basedOn(), how.dryRun()));
    }

    private static boolean voter(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Json.invalid(
                    "The body must be an object, {\"voter\":true}", parser.currentTokenLocation());
        }
        JsonToken voter = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean ours = parser.currentName().equals("voter");
            JsonToken value = parser.nextToken();
            if (ours && !value.isBoolean()) {
                throw Json.invalid(
                        "\"voter\" must be true or false", parser.currentTokenLocation());
            } else if (ours) {
                voter = value;
            } else {
                parser.skipChildren();
            }
        }
        if (voter == null) {
            throw new RequestException(
                    400,
                    "invalid-change",
                    "\"voter\" is missing: {\"voter\":true} promotes, {\"voter\":false} demotes.");
        }
        return voter == JsonToken.VALUE_TRUE;
    }

    private CompletionStage<Response> answer(
            ChangeConditions how, CompletionStage<MembersOutlook> outlook) {
        return outlook.thenApply(after -> how.dryRun() ? json(DryRunJson.of(after)) : answer(after))
                .exceptionally(problems::of);
    }

    private static Response answer(MembersOutlook after) {
        return Response.fromResponse(json(OutlookJson.of(after)))
                .tag(Long.toString(after.index()))
                .build();
    }

    private static Response json(Object answer) {
        return Response.ok(Json.bytes(answer), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static Response answer(ClusterMembers members) {
        return Response.ok(Json.bytes(MembersJson.of(members)), MediaType.APPLICATION_JSON_TYPE)
                .header(KeyResource.RAFT_INDEX, members.commitIndex())
                .tag(Long.toString(members.index()))
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

    /** @param live how many of the voters answer the leader */
    record OutlookJson(
            List<ServerJson> members, int quorum, int live, boolean changed, long index) {
        static OutlookJson of(MembersOutlook after) {
            return new OutlookJson(
                    after.members().stream().map(ServerJson::of).toList(),
                    after.quorum(),
                    after.live(),
                    after.changes(),
                    after.index());
        }
    }

    /** @param haddr where clients reach it, empty if unknown */
    record ServerJson(String id, String addr, String haddr, boolean voter) {
        static ServerJson of(MembersOutlook.Server server) {
            return new ServerJson(
                    server.id(), server.raftAddress(), server.httpAddress(), server.voter());
        }
    }

    /** @param live how many of these voters answer the leader now */
    record DryRunJson(List<String> voters, int quorum, int live, boolean wouldChange) {
        static DryRunJson of(MembersOutlook after) {
            return new DryRunJson(after.voters(), after.quorum(), after.live(), after.changes());
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
