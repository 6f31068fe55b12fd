package org.hraft.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What an answer should be. */
final class Answers {

    static void expect(HttpResponse<byte[]> answer, int status, String body) {
        assertEquals(status + " " + body, answer.statusCode() + " " + text(answer));
    }

    /** An error, as every error is said, with these words in its detail. */
    static void problem(HttpResponse<byte[]> answer, int status, String detail) {
        String text = text(answer);
        assertEquals(status, answer.statusCode(), text);
        String type = answer.headers().firstValue("Content-Type").orElse("none");
        assertTrue(type.startsWith("application/problem+json"), type);
        assertTrue(text.contains("\"status\":" + status) && text.contains(detail), text);
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** X-Raft-Index, 0 if there is none. */
    static long index(HttpResponse<byte[]> answer) {
        return answer.headers().firstValueAsLong("X-Raft-Index").orElse(0);
    }

    private Answers() {}
}
