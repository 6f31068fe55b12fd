package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.raft.AddServer;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChangeMember;
import org.hraft.raft.Configuration;
import org.hraft.raft.DescribeMembers;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Member;
import org.hraft.raft.Propose;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.RequestVote;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.Snapshot;
import org.hraft.raft.SnapshotMetadata;
import org.hraft.raft.StateHash;
import org.hraft.raft.Suffrage;
import org.hraft.raft.TimeoutNow;
import org.hraft.raft.TransferLeadership;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The wire form is a contract with other versions: a change here breaks a rolling upgrade. */
class RaftJsonTest {

    private static final ServerId N1 = new ServerId("n1", "i1");
    private static final ServerId N2 = new ServerId("n2", "i2");
    private static final Member M1 = new Member(N1, "h:9000", "h:8080", Suffrage.VOTER);
    /** Of the entries below, behind one of hash 12. */
    private static final long LAST_HASH = 3_974_558_049L;

    private static final String N1_JSON = "{'name':'n1','incarnation':'i1'}";
    private static final String N2_JSON = "{'name':'n2','incarnation':'i2'}";
    private static final String M1_JSON = "{'id':" + N1_JSON
            + ",'raftAddress':'h:9000','httpAddress':'h:8080','suffrage':'VOTER'}";

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of(
                        new RequestVote.Request(7, N1, 5, 6, true, false),
                        "{'type':'RequestVote','term':7,'candidateId':" + N1_JSON
                                + ",'lastLogIndex':5,'lastLogTerm':6,'preVote':true,"
                                + "'leadershipTransfer':false}"),
                Arguments.of(
                        new AppendEntries.Request(
                                7,
                                N1,
                                4,
                                6,
                                12,
                                List.of(
                                        new Entry(5, 7, new Entry.Noop()),
                                        new Entry(6, 7, new Entry.Command(new byte[] {0, -1, 7})),
                                        new Entry(7, 7, new Configuration(List.of(M1)))),
                                LAST_HASH,
                                3,
                                9,
                                new StateHash(3, -13),
                                2),
                        "{'type':'AppendEntries','term':7,'leaderId':" + N1_JSON
                                + ",'prevLogIndex':4,'prevLogTerm':6,'prevLogHash':12,'entries':["
                                + "{'index':5,'term':7,'payload':{'type':'Noop'}},"
                                + "{'index':6,'term':7,'payload':"
                                + "{'type':'Command','bytes':'AP8H'}},"
                                + "{'index':7,'term':7,'payload':"
                                + "{'type':'Configuration','members':[" + M1_JSON + "]}}],"
                                + "'lastLogHash':" + LAST_HASH + ",'leaderCommit':3,'round':9,"
                                + "'state':{'index':3,'hash':-13},'equalIndex':2}"),
                Arguments.of(
                        new InstallSnapshot.Request(
                                7,
                                N1,
                                new SnapshotMetadata(6, 5, 11, 4, new Configuration(List.of(M1))),
                                "a",
                                new Snapshot.Chunk(new byte[] {0, -1, 7}, "b", true)),
                        "{'type':'InstallSnapshot','term':7,'leaderId':" + N1_JSON
                                + ",'snapshot':{'index':6,'term':5,'hash':11,'configurationIndex':4,"
                                + "'configuration':{'type':'Configuration','members':["
                                + M1_JSON + "]}},"
                                + "'position':'a','chunk':{'data':'AP8H','end':'b','last':true}}"),
                Arguments.of(
                        new TimeoutNow.Request(7, N1),
                        "{'type':'TimeoutNow','term':7,'leaderId':" + N1_JSON + "}"),
                Arguments.of(
                        new Propose.Request(List.of(new Entry.Command(new byte[] {1}))),
                        "{'type':'Propose','commands':[{'type':'Command','bytes':'AQ=='}]}"),
                Arguments.of(new ReadIndex.Request(true), "{'type':'ReadIndex','confirmed':true}"),
                Arguments.of(
                        new ReadIndex.Request(false), "{'type':'ReadIndex','confirmed':false}"),
                Arguments.of(
                        new AddServer.Request(M1), "{'type':'AddServer','member':" + M1_JSON + "}"),
                Arguments.of(
                        new ChangeMember.Request("n1", ChangeMember.Change.DEMOTE, 5, true),
                        "{'type':'ChangeMember','name':'n1','change':'DEMOTE','basedOn':5,"
                                + "'dryRun':true}"),
                Arguments.of(
                        new TransferLeadership.Request("n1"),
                        "{'type':'TransferLeadership','target':'n1'}"),
                Arguments.of(new DescribeMembers.Request(), "{'type':'DescribeMembers'}"));
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                Arguments.of(
                        new RequestVote.Response(7, true),
                        "{'type':'RequestVote','term':7,'voteGranted':true}"),
                Arguments.of(
                        new AppendEntries.Response(7, false, 3, 2, false, 14, 15),
                        "{'type':'AppendEntries','term':7,'success':false,'conflictTerm':3,"
                                + "'conflictIndex':2,'regressed':false,'equalIndex':14,'differsAt':15}"),
                Arguments.of(
                        new InstallSnapshot.Response(7, false, "b"),
                        "{'type':'InstallSnapshot','term':7,'installed':false,'position':'b'}"),
                Arguments.of(new TimeoutNow.Response(7), "{'type':'TimeoutNow','term':7}"),
                Arguments.of(
                        new Propose.Response(7, 8, 2),
                        "{'type':'Propose','term':7,'firstIndex':8,'accepted':2}"),
                Arguments.of(
                        new ReadIndex.Response(7, true, 8),
                        "{'type':'ReadIndex','term':7,'granted':true,'readIndex':8}"),
                Arguments.of(
                        new AddServer.Response(7, AddServer.Status.CONFLICT, 0, "why"),
                        "{'type':'AddServer','term':7,'status':'CONFLICT','index':0,"
                                + "'reason':'why'}"),
                Arguments.of(
                        new ChangeMember.Response(
                                7,
                                ChangeMember.Status.APPENDED,
                                9,
                                "",
                                new ChangeMember.Outlook(List.of(M1), List.of(N1))),
                        "{'type':'ChangeMember','term':7,'status':'APPENDED','index':9,"
                                + "'reason':'','outlook':{'members':[" + M1_JSON
                                + "],'live':[" + N1_JSON + "]}}"),
                Arguments.of(
                        new TransferLeadership.Response(
                                7, TransferLeadership.Status.REFUSED, "", "why"),
                        "{'type':'TransferLeadership','term':7,'status':'REFUSED','target':'',"
                                + "'reason':'why'}"),
                Arguments.of(
                        new DescribeMembers.Response(
                                7,
                                N1,
                                8,
                                5,
                                List.of(new DescribeMembers.Described(M1, 8, -1, true))),
                        "{'type':'DescribeMembers','term':7,'leaderId':" + N1_JSON
                                + ",'commitIndex':8,'configurationIndex':5,"
                                + "'members':[{'member':" + M1_JSON
                                + ",'matchIndex':8,'lastContactMillis':-1,'reachable':true}]}"),
                Arguments.of(
                        new DescribeMembers.Response(7, null, 0, 0, List.of()),
                        "{'type':'DescribeMembers','term':7,'leaderId':null,'commitIndex':0,"
                                + "'configurationIndex':0,'members':[]}"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestTravelsInItsEnvelopeInThisForm(Rpc.Request request, String json) throws Exception {
        // given
        Envelope envelope = new Envelope("c", N1, N2, request);

        // when
        String written = new String(RaftJson.write(envelope), StandardCharsets.UTF_8);

        // then
        assertThat(written).isEqualTo(envelope(json));
        assertThat(read(written)).isEqualTo(envelope);
    }

    @ParameterizedTest
    @MethodSource("responses")
    void aResponseTravelsInThisForm(Rpc.Response response, String json) throws Exception {
        // when
        byte[] written = RaftJson.write(response);

        // then
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(json.replace('\'', '"'));
        assertThat(RaftJson.readResponse(written)).isEqualTo(response);
    }

    @Test
    void anIdentityTravelsInThisFormWithOrWithoutACluster() throws Exception {
        // given
        Identity stranger = new Identity("n1", "i1", null, "h:9000", "h:8080");
        String json = "{'id':'n1','incarnation':'i1','clusterId':null,'raftAddress':'h:9000',"
                + "'httpAddress':'h:8080'}";

        // when
        byte[] written = RaftJson.write(stranger);

        // then
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(json.replace('\'', '"'));
        assertThat(RaftJson.readIdentity(written)).isEqualTo(stranger);
    }

    @Test
    void aRefusalTravelsInThisForm() throws Exception {
        // when
        byte[] written = RaftJson.writeRefusal("busy");

        // then
        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo("{\"refused\":\"busy\"}");
        assertThat(RaftJson.readRefusal(written)).isEqualTo("busy");
    }

    @Test
    void aMemberOfANewerVersionIsIgnored() throws Exception {
        // given
        String newer = "{'type':'TimeoutNow','new':{'a':[1]},'term':7,'leaderId':" + N1_JSON + "}";

        // when
        Envelope envelope = read(envelope(newer));

        // then
        assertThat(envelope.request()).isEqualTo(new TimeoutNow.Request(7, N1));
    }

    @Test
    void aReadOfAServerThatKnowsOneLevelOnlyIsConfirmed() throws Exception {
        // when
        Envelope envelope = read(envelope("{'type':'ReadIndex'}"));

        // then
        assertThat(envelope.request()).isEqualTo(new ReadIndex.Request(true));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNotWhollyUnderstoodIsAnErrorAndNeverADefault(String json) {
        assertThatThrownBy(() -> read(json.replace('\'', '"'))).isInstanceOf(IOException.class);
    }

    static Stream<String> unreadable() {
        return Stream.of(
                "",
                "null",
                "[]",
                "{}",
                "not json",
                envelope("{'type':'TimeoutNow','term':7,'leaderId':null}"),
                envelope("{'type':'TimeoutNow','leaderId':" + N1_JSON + "}"),
                envelope("{'type':'TimeoutNow','term':null,'leaderId':" + N1_JSON + "}"),
                envelope("{'type':'Unheard','term':7}"),
                envelope("{'term':7}"),
                envelope("null"),
                envelope("{'type':'Propose','commands':[null]}"),
                envelope("{'type':'Propose','commands':[{'type':'Noop'}]}"),
                envelope("{'type':'ReadIndex'}") + "{}");
    }

    private static String envelope(String request) {
        return ("{'cluster':'c','from':" + N1_JSON + ",'to':" + N2_JSON + ",'request':" + request
                        + "}")
                .replace('\'', '"');
    }

    private static Envelope read(String json) throws IOException {
        return RaftJson.readEnvelope(json.getBytes(StandardCharsets.UTF_8));
    }
}
