package org.hraft.api;

import static org.hraft.api.Answers.expect;
import static org.hraft.api.Answers.index;
import static org.hraft.api.Answers.problem;
import static org.hraft.api.Answers.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The contract of the client's listener, one row a line, for any server that answers at a base
 * address: resources on Grizzly in this JVM, a real node, any node of a cluster. The server must
 * be able to commit. Rows use keys of their own: the store may have content.
 */
public final class ApiTable {
    private static final byte[] NONE = {};
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Wire wire;
    private final List<DynamicTest> rows = new ArrayList<>();

    private ApiTable(URI base) {
        this.wire = new Wire(base);
    }

    /** All rows, for a method with {@code @TestFactory}. */
    public static Stream<DynamicTest> rows(URI base) {
        ApiTable table = new ApiTable(base);
        table.writing();
        table.reading();
        table.badBodies();
        table.badKeys();
        table.methods();
        table.limits();
        table.cluster();
        new OperatorRows(table).add();
        return table.rows.stream();
    }

    private void writing() {
        for (String type :
                List.of(FORM, "application/json", "application-type/json", "json", ";;")) {
            String body = "{\"t.type\":\"" + type + "\"}";
            row("POST /key as " + type, () -> {
                HttpResponse<byte[]> answer = send("POST", "/key", body, "Content-Type", type);
                expect(answer, 200, "");
                assertTrue(index(answer) > 0);
                expect(send("GET", "/key/t.type", ""), 200, body);
            });
        }
        row("POST /key without a type", 200, "POST", "/key", "{\"t.a\":\"1\",\"t.b\":\"2\"}");
        row("POST /key/ is the same", 200, "POST", "/key/", "{\"t.a\":\"1\",\"t.b\":\"2\"}");
        row("all keys of one body are written", () -> {
            expect(send("GET", "/key/t.a", ""), 200, "{\"t.a\":\"1\"}");
            expect(send("GET", "/key/t.b", ""), 200, "{\"t.b\":\"2\"}");
        });
        row("{} is fine and writes nothing", 200, "POST", "/key", "{}");
        row("of equal keys the last one wins", () -> {
            expect(send("POST", "/key", "{\"t.d\":\"1\",\"t.d\":\"2\"}"), 200, "");
            expect(send("GET", "/key/t.d", ""), 200, "{\"t.d\":\"2\"}");
        });
        row("bytes after the first value are ignored", () -> {
            expect(send("POST", "/key", "{\"t.e\":\"1\"} and {more"), 200, "");
            expect(send("GET", "/key/t.e", ""), 200, "{\"t.e\":\"1\"}");
        });
        row("PUT creates, PUT replaces, DELETE twice", () -> {
            send("DELETE", "/key/t.put", "");
            expect(send("PUT", "/key/t.put", "one"), 201, "");
            expect(send("PUT", "/key/t.put", "two"), 204, "");
            expect(send("GET", "/key/t.put", ""), 200, "{\"t.put\":\"two\"}");
            expect(send("DELETE", "/key/t.put", ""), 204, "");
            expect(send("DELETE", "/key/t.put", ""), 204, "");
            problem(send("GET", "/key/t.put", ""), 404, "t.put");
        });
        row("an empty value is a value", () -> {
            send("PUT", "/key/t.empty", "");
            expect(send("GET", "/key/t.empty", ""), 200, "{\"t.empty\":\"\"}");
        });
        row("a body that comes in pieces, to a key that looks escaped", () -> {
            String path = "/key/t.slow%2Fb;x=1%20+%2525";
            for (String how : List.of("Content-Length: 6", "Transfer-Encoding: chunked")) {
                boolean chunked = how.endsWith("chunked");
                send("DELETE", path, "");
                String answer = wire.sendInPieces(
                        () -> send("GET", "/status", ""),
                        Wire.head("PUT", path, how),
                        bytes(chunked ? "3\r\nabc\r\n" : "abc"),
                        bytes(chunked ? "3\r\ndef\r\n0\r\n\r\n" : "def"));
                assertTrue(answer.startsWith("HTTP/1.1 201"), answer);
                expect(send("GET", path + "?raw", ""), 200, "abcdef");
                expect(send("GET", path, ""), 200, "{\"t.slow/b;x=1 +%25\":\"abcdef\"}");
            }
        });
        row("conditions are refused, not ignored", () -> {
            problem(send("PUT", "/key/t.c?cas=0", "x"), 501, "cas");
            problem(send("PUT", "/key/t.c", "x", "If-None-Match", "*"), 501, "If-None-Match");
            problem(send("DELETE", "/key/t.c", "", "If-Match", "\"1\""), 501, "If-Match");
        });
    }

    private void reading() {
        row("a missing key", () -> problem(send("GET", "/key/t.missing", ""), 404, "t.missing"));
        row("GET /key", () -> problem(send("GET", "/key", ""), 400, "GET /key/{key}"));
        row("GET /key/", () -> problem(send("GET", "/key/", ""), 400, "GET /key/{key}"));
        row("ETag, If-None-Match and X-Raft-Index", () -> {
            send("PUT", "/key/t.tag", "v");
            HttpResponse<byte[]> read = send("GET", "/key/t.tag", "");
            String tag = read.headers().firstValue("ETag").orElse("");
            assertTrue(tag.matches("\"[0-9]+\""), tag);
            assertTrue(index(read) > 0);
            expect(send("GET", "/key/t.tag", "", "If-None-Match", tag), 304, "");
            expect(send("GET", "/key/t.tag", "", "If-None-Match", "\"x\", W/" + tag), 304, "");
            assertEquals(
                    200, send("GET", "/key/t.tag", "", "If-None-Match", "\"x\"").statusCode());
        });
        row("the bytes of a value", () -> {
            send("PUT", "/key/t.raw", "v \u00e4");
            expect(send("GET", "/key/t.raw?raw", ""), 200, "v \u00e4");
            expect(send("GET", "/key/t.raw", "", "Accept", "text/plain"), 200, "v \u00e4");
            expect(send("GET", "/key/t.raw", "", "Accept", "*/*"), 200, "{\"t.raw\":\"v \u00e4\"}");
            expect(
                    send("GET", "/key/t.raw", "", "Accept", "text/html, */*;q=0.8"),
                    200,
                    "{\"t.raw\":\"v \u00e4\"}");
        });
        row("a value that is not UTF-8", () -> {
            byte[] value = {(byte) 0xff, 0, (byte) 0xfe};
            wire.send("PUT", "/key/t.bin", value);
            problem(send("GET", "/key/t.bin", ""), 406, "application/octet-stream");
            HttpResponse<byte[]> read =
                    send("GET", "/key/t.bin", "", "Accept", "application/octet-stream");
            assertArrayEquals(value, read.body());
        });
        row("levels", () -> {
            send("PUT", "/key/t.level", "v");
            for (String query : List.of(
                    "level=linearizable",
                    "level=leader",
                    "level=none",
                    "stale",
                    "consistent",
                    "level=none&freshness=1m")) {
                expect(send("GET", "/key/t.level?" + query, ""), 200, "{\"t.level\":\"v\"}");
            }
            problem(send("GET", "/key/t.level?level=wrong", ""), 400, "linearizable");
            problem(send("GET", "/key/t.level?freshness=1s", ""), 400, "level=none");
            problem(send("GET", "/key/t.level?stale&freshness=1", ""), 400, "ms, s or m");
            problem(send("GET", "/key/t.level?stale&consistent", ""), 400, "two levels");
        });
        row("an index that was answered is a state to be seen everywhere", () -> {
            long index = index(send("PUT", "/key/t.min", "v"));
            String[] atLeast = {"X-Raft-Min-Index", Long.toString(index)};
            for (String level : List.of("linearizable", "leader", "none")) {
                String path = "/key/t.min?level=" + level;
                expect(send("GET", path, "", atLeast), 200, "{\"t.min\":\"v\"}");
                assertTrue(index(send("HEAD", path, "", atLeast)) >= index);
            }
        });
        row("an index that is no index, or not reached", () -> {
            String[] never = {"X-Raft-Min-Index", "9".repeat(18)};
            problem(send("GET", "/key/t.min?stale", "", never), 504, "applied the log up to");
            problem(send("GET", "/key/t", "", "X-Raft-Min-Index", "x"), 400, "X-Raft-Index");
        });
        row("HEAD", () -> {
            send("PUT", "/key/t.head", "v");
            HttpResponse<byte[]> answer = send("HEAD", "/key/t.head", "");
            expect(answer, 200, "");
            assertTrue(answer.headers().firstValue("ETag").isPresent());
        });
        row(
                "slashes, also as %2F, and other characters",
                () -> {
                    expect(send("POST", "/key", "{\"t.s/db/host\":\"v\"}"), 200, "");
                    expect(send("GET", "/key/t.s/db/host", ""), 200, "{\"t.s/db/host\":\"v\"}");
                    expect(send("GET", "/key/t.s%2Fdb%2fhost", ""), 200, "{\"t.s/db/host\":\"v\"}");
                    send("PUT", "/key/t.s/%C3%A4+%25;x=1%20%F0%9F%98%80", "v");
                    expect(send("POST", "/key", "{\"t.s/x\":\"v\"}"), 200, "");
                    expect(
                            send("GET", "/key/t.s/%C3%A4+%25;x=1%20%F0%9F%98%80", ""),
                            200,
                            "{\"t.s/\u00e4+%;x=1 \ud83d\ude00\":\"v\"}");
                    problem(send("GET", "/key/t.s/%C3%A4+%25", ""), 404, "t.s/");
                });
    }

    private void badBodies() {
        bad("not JSON", "{\"t.bad\":", "line 1, column");
        bad("not JSON in line 2", "{\"t.bad\":\n oops}", "line 2, column");
        bad("an empty body", "", "empty");
        bad("an array", "[\"t.bad\"]", "an array");
        bad("a string", "\"t.bad\"", "a string");
        bad("a number as value", "{\"t.bad\":\"v\",\"t.n\":1}", "t.n");
        bad("null as value", "{\"t.bad\":\"v\",\"t.n\":null}", "t.n");
        bad("an array as value", "{\"t.bad\":\"v\",\"t.n\":[]}", "t.n");
        bad("an object as value", "{\"t.bad\":\"v\",\"t.n\":{}}", "t.n");
        bad("half a surrogate pair", "{\"t.bad\":\"\\ud800\"}", "surrogate");
        bad("NUL in a key", "{\"t.bad\":\"v\",\"t\\u0000\":\"v\"}", "NUL");
        bad("an empty key", "{\"t.bad\":\"v\",\"\":\"v\"}", "empty");
        bad("dots in a key", "{\"t.bad\":\"v\",\"a/../b\":\"v\"}", "segment");
        row("a body that is not UTF-8", () -> {
            byte[] body = "{\"t.bad\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
            problem(wire.send("POST", "/key", body), 400, "UTF-8");
        });
        row("a body that ends early writes nothing", () -> {
            halfSent(Wire.head("POST", "/key", "Content-Length: 100"), "{\"t.bad\":\"v\"}");
            halfSent(Wire.head("PUT", "/key/t.bad", "Content-Length: 100"), "v");
            halfSent(
                    Wire.head("POST", "/key", "Transfer-Encoding: chunked"),
                    "f\r\n{\"t.bad\":\"v\"}  \r\n");
        });
        row("nothing of all this was written", 404, "GET", "/key/t.bad", "");
    }

    private void badKeys() {
        row("invalid UTF-8 in the path", () -> expectRaw(400, "GET", "/key/t%FF"));
        row("an overlong slash in the path", () -> expectRaw(400, "GET", "/key/t%C0%AF"));
        row("a broken percent sign", () -> {
            // Some servers fail on it themselves, before a resource could answer with 400.
            String answer = wire.sendRaw(Wire.head("GET", "/key/t%zz"));
            assertTrue(answer.matches("(?s)HTTP/1.1 (400|500).*"), answer);
        });
        row("NUL in the path", () -> expectRaw(400, "GET", "/key/t%00"));
        row("dots in the path", () -> {
            expectRaw(400, "GET", "/key/t/../u");
            expectRaw(400, "GET", "/key/t/%2E%2e/u");
            expectRaw(400, "GET", "/key/t/./u");
        });
        row("a key of 512 bytes", 404, "GET", "/key/" + "k".repeat(512), "");
        row("a key of 513 bytes", () -> {
            problem(send("GET", "/key/" + "k".repeat(513), ""), 414, "512");
            problem(send("PUT", "/key/" + "%C3%A4".repeat(257), "v"), 414, "512");
            problem(send("POST", "/key", "{\"" + "k".repeat(513) + "\":\"v\"}"), 413, "512");
        });
    }

    private void methods() {
        refused("PUT", "/key", "HEAD");
        refused("DELETE", "/key", "POST");
        refused("POST", "/key/t.x", "PUT");
        refused("PATCH", "/key/t.x", "DELETE");
        refused("GET", "/join", "POST");
        refused("POST", "/status", "GET");
        row("OPTIONS", () -> {
            HttpResponse<byte[]> answer = send("OPTIONS", "/key/t.x", "");
            assertEquals(200, answer.statusCode());
            assertTrue(String.join(",", answer.headers().allValues("Allow")).contains("PUT"));
        });
        row("an unknown path", () -> problem(send("GET", "/t.nothing", ""), 404, "/key/"));
    }

    private void limits() {
        byte[] largest = new byte[1024 * 1024];
        Arrays.fill(largest, (byte) 'v');
        row("a value of 1 MiB", () -> {
            assertTrue(wire.send("PUT", "/key/t.big", largest).statusCode() < 300);
            assertArrayEquals(largest, wire.send("GET", "/key/t.big?raw", NONE).body());
            send("DELETE", "/key/t.big", "");
        });
        row("a value of 1 MiB + 1", () -> {
            String value = "v".repeat(1024 * 1024 + 1);
            problem(send("POST", "/key", "{\"t.more\":\"" + value + "\"}"), 413, "1048576");
            large(Wire.head("PUT", "/key/t.more", "Content-Length: 1048577"), value);
        });
        row("a body of 3 MiB", () -> {
            String body = "{\"t.more\":\"" + "v".repeat(3 * 1024 * 1024) + "\"}";
            large(Wire.head("POST", "/key", "Content-Length: " + body.length()), body);
            large(
                    Wire.head("POST", "/key", "Transfer-Encoding: chunked"),
                    Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
        });
        row("nothing of this was written", 404, "GET", "/key/t.more", "");
        row("100 idle connections", () -> {
            List<Socket> idle = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    idle.add(wire.connect());
                }
                assertTrue(send("PUT", "/key/t.idle", "v").statusCode() < 300);
            } finally {
                for (Socket socket : idle) {
                    socket.close();
                }
            }
        });
    }

    private void cluster() {
        row("GET /status", () -> {
            String status = text(send("GET", "/status", ""));
            for (String name : List.of(
                    "id",
                    "incarnation",
                    "clusterId",
                    "role",
                    "term",
                    "leader",
                    "commitIndex",
                    "lastApplied",
                    "firstIndex",
                    "lastIndex",
                    "voters",
                    "uptimeSeconds",
                    "lastError")) {
                assertTrue(status.contains("\"" + name + "\":"), name + " in " + status);
            }
        });
        row("GET /members", () -> {
            String members = text(send("GET", "/members", ""));
            for (String name : List.of(
                    "members",
                    "id",
                    "addr",
                    "voter",
                    "leader",
                    "reachable",
                    "matchIndex",
                    "lag",
                    "lastContactMs",
                    "index")) {
                assertTrue(members.contains("\"" + name + "\":"), name + " in " + members);
            }
        });
        badJoin("{\"addr\":\"127.0.0.1:9001\"}", "id");
        badJoin("{\"id\":\"t\"}", "addr");
        badJoin("{\"id\":1,\"addr\":\"127.0.0.1:9001\"}", "id");
        badJoin("{\"id\":\"t\",\"addr\":\"nowhere\"}", "host:port");
        badJoin("{\"id\":\"t\",\"addr\":\"h:70000\"}", "host:port");
        badJoin("{\"id\":\"t\",\"addr\":\"http://h/:1\"}", "host:port");
        badJoin("[]", "object");
        badJoin("", "empty");
    }

    private void bad(String name, String body, String detail) {
        row(name, () -> problem(send("POST", "/key", body), 400, detail));
    }

    private void badJoin(String body, String detail) {
        row("POST /join " + body, () -> problem(send("POST", "/join", body), 400, detail));
    }

    void refused(String method, String path, String allowed) {
        row(method + " " + path, () -> {
            HttpResponse<byte[]> answer = send(method, path, "");
            problem(answer, 405, "method");
            String allow = String.join(",", answer.headers().allValues("Allow"));
            assertTrue(allow.contains(allowed), "Allow: " + allow);
        });
    }

    private void row(String name, int status, String method, String path, String body) {
        row(name, () -> assertEquals(status, send(method, path, body).statusCode()));
    }

    void row(String name, Executable check) {
        rows.add(DynamicTest.dynamicTest(name, check));
    }

    HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
        return wire.send(method, path, bytes(body), headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The server may answer 400 or only close; it must not say that it is done. */
    private void halfSent(byte[] head, String body) throws IOException {
        String answer = wire.sendRaw(join(head, body));
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 400"), answer);
    }

    private void large(byte[] head, String body) throws IOException {
        String answer = wire.sendRaw(join(head, body));
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
    }

    private void expectRaw(int status, String method, String target) throws IOException {
        String answer = wire.sendRaw(Wire.head(method, target));
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    }

    private static byte[] join(byte[] head, String body) {
        byte[] tail = bytes(body);
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
