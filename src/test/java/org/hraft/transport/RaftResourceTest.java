package org.hraft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.node.Envelope;
import org.hraft.node.Identity;
import org.hraft.raft.ReadIndex;
import org.hraft.raft.ServerId;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.util.concurrent.CompletableFuture;

/** What a peer is told when its call does not come to an answer. */
class RaftResourceTest {

    private static final Envelope CALL = new Envelope(
            "c", new ServerId("n1", "i1"), new ServerId("n2", "i2"), new ReadIndex.Request());

    @Test
    void aWaitThatIsInterruptedPromisesNothingAndStaysInterrupted() {
        // given: a loop that never answers, and a container that takes its thread back
        var resource = new RaftResource(
                envelope -> new CompletableFuture<>(),
                () -> new Identity("n2", "i2", "c", "h:9000", "h:8080"));
        Thread.currentThread().interrupt();

        // when
        int status =
                resource.rpc(new ByteArrayInputStream(RaftJson.write(CALL))).getStatus();

        // then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(status).isEqualTo(503);
    }

    @Test
    void aLoopThatDoesNotAnswerInTimePromisesNothing() {
        // given
        var resource = new RaftResource(
                envelope -> new CompletableFuture<>(),
                () -> new Identity("n2", "i2", "c", "h:9000", "h:8080"));

        // when
        int status =
                resource.rpc(new ByteArrayInputStream(RaftJson.write(CALL))).getStatus();

        // then
        assertThat(status).isEqualTo(503);
    }
}
