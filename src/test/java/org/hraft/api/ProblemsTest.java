package org.hraft.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.Response;

import org.hraft.node.NodeStatus;
import org.hraft.node.NotAppliedException;
import org.hraft.node.NotAppliedException.Reason;
import org.hraft.node.OutcomeUnknownException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

class ProblemsTest {
    private static final NodeStatus STATUS = new NodeStatus(
            "n1",
            "i",
            "c",
            NodeStatus.Role.FOLLOWER,
            7,
            "n2",
            1,
            1,
            1,
            1,
            List.of(),
            NodeStatus.Disk.WELL,
            null);

    private final Problems problems = new Problems(() -> STATUS);

    @ParameterizedTest
    @EnumSource(names = {"NO_LEADER", "OVERLOADED", "STOPPING", "HALTED", "TRANSFER_GIVEN_UP"})
    void notAppliedMaySafelyBeRepeatedLater(Reason reason) {
        Response answer = problems.of(new NotAppliedException(reason, "n3 is away since noon"));
        assertEquals(503, answer.getStatus());
        assertTrue(Integer.parseInt(answer.getHeaderString("Retry-After")) > 0);
        says(answer, "\"outcome\":\"not-applied\"");
        says(answer, "\"detail\":\"n3 is away since noon\"");
        says(answer, "\"leader\":\"n2\"");
        says(answer, "\"term\":7");
    }

    @Test
    void aFullDiskIsNoReasonToRepeatTheRequest() {
        Response answer = problems.of(new NotAppliedException(Reason.NO_SPACE, "the disk"));
        assertEquals(507, answer.getStatus());
        says(answer, "urn:hraft:problem:no-space");
        says(answer, "\"outcome\":\"not-applied\"");
    }

    @Test
    void aMemberConflictIsNotRepeated() {
        Response answer = problems.of(new NotAppliedException(Reason.MEMBER_CONFLICT, "taken"));
        assertEquals(409, answer.getStatus());
        assertEquals(null, answer.getHeaderString("Retry-After"));
        says(answer, "urn:hraft:problem:member-conflict");
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_MEMBER, 404",
        "MEMBERS_CHANGED, 412",
        "CHANGE_REFUSED, 409",
        "TRANSFER_REFUSED, 409"
    })
    void anOperatorsRefusalSaysWhatToDoFirst(Reason reason, int status) {
        Response answer = problems.of(new NotAppliedException(reason, "start n3"));
        assertEquals(status, answer.getStatus());
        says(answer, "\"outcome\":\"not-applied\"");
        says(answer, "\"detail\":\"start n3\"");
    }

    @Test
    void aStateThatIsTooOldMayBeFreshSoon() {
        Response answer = problems.of(new NotAppliedException(Reason.TOO_OLD, "9 ms old"));
        assertEquals(503, answer.getStatus());
        assertEquals("1", answer.getHeaderString("Retry-After"));
        says(answer, "urn:hraft:problem:too-old");
        assertFalse(text(answer).contains("outcome"));
    }

    @Test
    void anIndexThatIsNotReachedIsATimeoutOfARead() {
        Response answer = problems.of(new NotAppliedException(Reason.BEHIND, "5 only"));
        assertEquals(504, answer.getStatus());
        says(answer, "urn:hraft:problem:behind");
        assertFalse(text(answer).contains("outcome"));
    }

    @Test
    void anUnknownOutcomeIsNeverCalledAFailure() {
        Response answer = problems.of(
                new CompletionException(new OutcomeUnknownException("leadership was lost")));
        assertEquals(504, answer.getStatus());
        says(answer, "\"outcome\":\"unknown\"");
    }

    @Test
    void aRefusalNamesItsKind() {
        Response answer = problems.of(new RequestException(413, "too-large", "at most 1"));
        assertEquals(413, answer.getStatus());
        says(answer, "\"title\":\"Too large\"");
        assertFalse(text(answer).contains("leader"));
    }

    @Test
    void aServersRefusalKeepsItsHeaders() {
        Response answer = problems.of(
                new NotAllowedException(Response.status(405).allow("GET", "PUT").build()));
        assertEquals(405, answer.getStatus());
        assertTrue(answer.getHeaderString("Allow").contains("HEAD"));
        says(answer, "\"type\":\"about:blank\"");
    }

    @Test
    void aMistakeOfOursTellsTheLogAndNotTheClient() {
        Logger log = Logger.getLogger(Problems.class.getName());
        log.setLevel(Level.OFF);
        try {
            Response answer = problems.of(new IllegalStateException("secret"));
            assertEquals(500, answer.getStatus());
            says(answer, "\"outcome\":\"unknown\"");
            assertFalse(text(answer).contains("secret"));
        } finally {
            log.setLevel(null);
        }
    }

    private static void says(Response answer, String part) {
        assertEquals("application/problem+json", String.valueOf(answer.getMediaType()));
        assertTrue(text(answer).contains(part), text(answer));
    }

    private static String text(Response answer) {
        return new String((byte[]) answer.getEntity(), StandardCharsets.UTF_8);
    }
}
