package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.node.Envelope;
import org.hraft.node.RefusedException;
import org.hraft.raft.AppendEntries;
import org.hraft.raft.ChainHash;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.Rpc;
import org.hraft.raft.ServerId;
import org.hraft.raft.StateHash;
import org.hraft.transport.Frame.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a peer gets for its calls, frame by frame. */
@Timeout(30)
class PeerSessionTest {

    private static final Envelope CALL = new Envelope(
            "c", new ServerId("n1", "i1"), new ServerId("n2", "i2"), new ReadIndex.Request(true));
    private static final Rpc.Response YES = new ReadIndex.Response(7, true, 8);
    private static final Envelope HEARTBEAT = new Envelope(
            "c",
            new ServerId("n1", "i1"),
            new ServerId("n2", "i2"),
            new AppendEntries.Request(
                    7,
                    new ServerId("n1", "i1"),
                    0,
                    0,
                    ChainHash.START,
                    List.of(),
                    ChainHash.START,
                    0,
                    0,
                    new StateHash(0, 0),
                    0));
    private static final AppendEntries.Response APPENDED =
            new AppendEntries.Response(7, true, 0, 0, false, 0, 0);

    @Test
    void aCallIsAnsweredUnderItsNumber() throws IOException {
        // given
        var session = new PeerSession(envelope -> CompletableFuture.completedFuture(YES));

        // when
        session.readCalls(stream(call(3)));

        // then
        List<Frame> answers = answers(session);
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).kind()).isEqualTo(Kind.ANSWER);
        assertThat(answers.get(0).callId()).isEqualTo(3);
        assertThat(RaftJson.readResponse(answers.get(0).body())).isEqualTo(YES);
    }

    @Test
    void aRefusalSaysWhy() throws IOException {
        // given
        var session = new PeerSession(envelope -> CompletableFuture.<Rpc.Response>failedFuture(
                        new RefusedException("too busy"))
                .whenComplete((response, failure) -> {})); // as a stage behind it sees it

        // when
        session.readCalls(stream(call(3)));

        // then
        List<Frame> answers = answers(session);
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).kind()).isEqualTo(Kind.REFUSAL);
        assertThat(RaftJson.readRefusal(answers.get(0).body())).isEqualTo("too busy");
    }

    @Test
    void anErrorPromisesNothing() throws IOException {
        // given
        var session = new PeerSession(
                envelope -> CompletableFuture.failedFuture(new IllegalStateException("broken")));

        // when
        session.readCalls(stream(call(3)));

        // then
        assertThat(answers(session)).extracting(Frame::kind).containsExactly(Kind.FAILURE);
    }

    @Test
    void aRequestThatThisVersionDoesNotKnowIsRefusedAndTheNextIsServed() throws IOException {
        // given
        var session = new PeerSession(envelope -> CompletableFuture.completedFuture(YES));
        byte[] unknown = new String(RaftJson.write(CALL), StandardCharsets.UTF_8)
                .replace("ReadIndex", "FromTheFuture")
                .getBytes(StandardCharsets.UTF_8);

        // when
        session.readCalls(stream(new Frame(Kind.CALL, 1, unknown), call(2)));

        // then
        List<Frame> answers = answers(session);
        assertThat(answers).extracting(Frame::kind).containsExactly(Kind.REFUSAL, Kind.ANSWER);
        assertThat(RaftJson.readRefusal(answers.get(0).body())).contains("FromTheFuture");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerHasTheFormOfItsCall(boolean binary) throws IOException {
        // given
        List<Envelope> received = new ArrayList<>();
        var session = new PeerSession(envelope -> {
            received.add(envelope);
            return CompletableFuture.completedFuture(APPENDED);
        });

        // when
        session.readCalls(stream(new Frame(Kind.CALL, 1, Messages.write(HEARTBEAT, binary))));

        // then
        Frame answer = answers(session).get(0);
        assertThat(received).containsExactly(HEARTBEAT);
        assertThat(RaftBinary.isForm(answer.body())).isEqualTo(binary);
        assertThat(Messages.readResponse(answer.body())).isEqualTo(APPENDED);
    }

    @Test
    void theFirstFrameSaysThatBinaryMessagesAreRead() throws IOException {
        // given
        var session = recording(new ArrayList<>());
        session.end();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        // when
        session.writeAnswers(out);

        // then
        Frame hello = Frame.read(new ByteArrayInputStream(out.toByteArray()));
        assertThat(hello).isNotNull();
        assertThat(hello.promisesBinary()).isTrue();
    }

    @Test
    void whatIsNotACallIsSkipped() throws IOException {
        // given
        List<Envelope> received = new ArrayList<>();
        var session = recording(received);

        // when
        session.readCalls(stream(Frame.hello(100), call(1)));

        // then
        assertThat(received).containsExactly(CALL);
    }

    @Test
    void aStreamThatBreaksEndsTheSession() throws IOException {
        // given
        var session = new PeerSession(envelope -> CompletableFuture.completedFuture(YES));

        // when
        session.readCalls(new ByteArrayInputStream(new byte[] {0, 0}));

        // then
        assertThat(answers(session)).isEmpty();
    }

    @Test
    void aPeerThatDoesNotListenIsNotHeardForEver() throws IOException {
        // given
        List<Envelope> received = new ArrayList<>();
        var session = new PeerSession(envelope -> {
            received.add(envelope);
            return CompletableFuture.completedFuture(YES);
        });
        Frame[] tooMany = new Frame[2_000];
        Arrays.setAll(tooMany, PeerSessionTest::call);

        // when
        session.readCalls(stream(tooMany));

        // then
        assertThat(received).hasSizeLessThan(tooMany.length);
    }

    @Test
    void aQuietSessionShowsThatItLives() throws Exception {
        // given
        var session = new PeerSession(envelope -> new CompletableFuture<>());
        try (var in = new PipedInputStream(64 << 10);
                var out = new PipedOutputStream(in)) {

            // when
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> session.writeAnswers(out));
            Frame hello = Frame.read(in);
            Frame sign = Frame.read(in);

            // then
            assertThat(hello).isNotNull();
            assertThat(sign).isNotNull();
            assertThat(sign.kind()).isEqualTo(Kind.ALIVE);
            session.end();
            writing.join();
        }
    }

    @Test
    void aSessionWithoutCallsIsOverByItself() {
        // given
        var session = new PeerSession(envelope -> new CompletableFuture<>());

        // when
        CompletableFuture<Void> writing = CompletableFuture.runAsync(
                () -> session.writeAnswers(OutputStream.nullOutputStream()));

        // then
        assertThat(writing).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aPeerThatTakesNoAnswersEndsTheSession() throws IOException {
        // given
        List<Envelope> received = new ArrayList<>();
        var session = recording(received);

        // when
        session.writeAnswers(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        });

        // then
        session.readCalls(stream(call(1)));
        assertThat(received).isEmpty();
    }

    /** Keeps what it gets and answers nothing. */
    private static PeerSession recording(List<Envelope> received) {
        return new PeerSession(envelope -> {
            received.add(envelope);
            return new CompletableFuture<>();
        });
    }

    private static Frame call(int id) {
        return new Frame(Kind.CALL, id, RaftJson.write(CALL));
    }

    private static InputStream stream(Frame... frames) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            frame.write(out);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    /** What an ended session has still to say, without its greeting. */
    private static List<Frame> answers(PeerSession session) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        session.writeAnswers(out);
        InputStream in = new ByteArrayInputStream(out.toByteArray());
        List<Frame> answers = new ArrayList<>();
        Frame.read(in);
        for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
            answers.add(frame);
        }
        return answers;
    }
}
