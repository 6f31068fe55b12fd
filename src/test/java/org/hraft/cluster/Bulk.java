package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** Writes a lot in a short time: many keys in one request, through all nodes at once. */
final class Bulk {

    /** A single transaction of Derby; larger ones are not faster. */
    private static final int BODY_BYTES = 100_000;

    private static final int CLIENTS = 6;
    private static final int ATTEMPTS = 20;
    private static final String WRITTEN = "written";

    private record Block(HraftProcess through, int from, int to) {}

    private Bulk() {}

    /** The key of a number: 16 characters, in no order. */
    static String key(int number) {
        return String.format(Locale.ROOT, "%016x", number * 0x9E37_79B9_7F4A_7C15L);
    }

    /**
     * Writes values of a size.
     *
     * @param keys the number of the key that is written as the nth; no two are equal in a row of
     *     thousands
     */
    static void write(
            String what, Cluster cluster, int count, IntUnaryOperator keys, int valueBytes)
            throws Exception {
        int length = Math.max(1, BODY_BYTES / (valueBytes + 16));
        List<Block> blocks = new ArrayList<>();
        for (int from = 0; from < count; from += length) {
            List<HraftProcess> nodes = cluster.nodes();
            HraftProcess through = nodes.get(blocks.size() % nodes.size());
            blocks.add(new Block(through, from, Math.min(count, from + length)));
        }
        Parallel.forEach(what + " in blocks of " + length, blocks, CLIENTS, block -> {
            write(block.through(), body(block, keys, valueBytes));
        });
    }

    private static String body(Block block, IntUnaryOperator keys, int valueBytes) {
        StringBuilder body = new StringBuilder("{");
        for (int i = block.from(); i < block.to(); i++) {
            String value = Integer.toString(i);
            body.append(i == block.from() ? "\"" : ",\"")
                    .append(key(keys.applyAsInt(i)))
                    .append("\":\"")
                    .append(value)
                    .append("-".repeat(Math.max(0, valueBytes - value.length())))
                    .append('"');
        }
        return body.append('}').toString();
    }

    /** What is not acknowledged may be written or not, and the same again changes nothing. */
    private static void write(HraftProcess node, String body) throws InterruptedException {
        String answer = "";
        for (int i = 0; i < ATTEMPTS; i++) {
            answer = post(node, body);
            if (answer.equals(WRITTEN)) {
                return;
            }
        }
        throw new AssertionError(ATTEMPTS + " times not acknowledged, at last: " + answer);
    }

    private static String post(HraftProcess node, String body) throws InterruptedException {
        try {
            HttpResponse<String> answer = node.post("/key", body);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503, 504);
            return answer.statusCode() == 200 ? WRITTEN : answer.body();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
