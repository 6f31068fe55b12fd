package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Real input: Debian's package index, some 60,000 packages, written through a follower and read
 * back from all three nodes.
 *
 * <p>The key is {@code package/version}, so that each version of a package has its own and the
 * characters of versions ({@code : + ~}) are in paths; the value is the package's description.
 * Skipped where apt-cache has no index. {@code -Dhraft.index=1} takes every package; by default
 * every 24th is taken, so that the whole build stays short.
 */
@ExtendWith(SharedCluster.class)
class DebianIndexIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int EVERY = Integer.getInteger("hraft.index", 24);
    private static final int BLOCK = 100;
    private static final int WRITERS = 8;
    private static final int READERS = 64;
    private static final int ATTEMPTS = 10;

    private final AtomicInteger repeated = new AtomicInteger();

    @Test
    void everyPackageAndVersionIsOnAllThree(Cluster cluster) throws Exception {
        Map<String, String> index = index();
        Parallel.say("%d packages and versions in Debian's index", index.size());
        HraftProcess leader = cluster.leader();
        HraftProcess follower = cluster.others(leader).get(0);
        HraftProcess third = cluster.others(leader, follower).get(0);
        List<Map.Entry<String, String>> pairs = new ArrayList<>(index.entrySet());

        // when
        List<List<Map.Entry<String, String>>> blocks = new ArrayList<>();
        List<Map.Entry<String, String>> singles = new ArrayList<>();
        for (int from = 0; from < pairs.size(); from += BLOCK) {
            var block = pairs.subList(from, Math.min(from + BLOCK, pairs.size()));
            if (from / BLOCK % 10 == 9) {
                singles.addAll(block);
            } else {
                blocks.add(block);
            }
        }
        Parallel.forEach("bodies of 100 keys posted", blocks, WRITERS, block -> {
            Map<String, String> body = new TreeMap<>();
            block.forEach(pair -> body.put(pair.getKey(), pair.getValue()));
            write(follower, "POST", "/key", JSON.writeValueAsString(body));
        });
        Parallel.forEach("single keys written", singles, WRITERS, pair -> {
            if (pair.getKey().hashCode() % 2 == 0) {
                write(follower, "PUT", Http.path(pair.getKey()), pair.getValue());
            } else {
                String body = JSON.writeValueAsString(Map.of(pair.getKey(), pair.getValue()));
                write(follower, "POST", "/key", body);
            }
        });
        Parallel.say("%d writes had to be repeated", repeated.get());

        // then: linearizably and as JSON from the node that was not written through
        Parallel.forEach("keys read linearizably from " + third, pairs, READERS, pair -> {
            HttpResponse<String> answer = read(third, pair.getKey(), "");
            assertThat(JSON.readTree(answer.body()))
                    .isEqualTo(JSON.createObjectNode().put(pair.getKey(), pair.getValue()));
        });
        // One linearizable read waits until the node has applied all that was ever acknowledged;
        // from then on its own state, read without asking anybody, has it too.
        for (HraftProcess node : List.of(leader, follower)) {
            read(node, pairs.get(0).getKey(), "");
            Parallel.forEach(
                    "keys read from what " + node + " has", pairs, READERS, pair -> assertThat(
                                    read(node, pair.getKey(), "?raw&level=none").body())
                            .isEqualTo(pair.getValue()));
        }
    }

    /** 503: not written. 504: perhaps written, and the same again changes nothing. */
    private void write(HraftProcess node, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = Http.send(node.address(), method, path, body);
        for (int i = 1; i < ATTEMPTS && answer.statusCode() >= 503; i++) {
            repeated.incrementAndGet();
            answer = Http.send(node.address(), method, path, body);
        }
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201, 204);
    }

    private static HttpResponse<String> read(HraftProcess node, String key, String query)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = node.get(Http.path(key) + query);
        for (int i = 1; i < ATTEMPTS && answer.statusCode() == 503; i++) {
            answer = node.get(Http.path(key) + query);
        }
        assertThat(answer.statusCode())
                .as("%s on %s: %s", key, node, answer.body())
                .isEqualTo(200);
        return answer;
    }

    private static Map<String, String> index() throws InterruptedException {
        Map<String, String> index = new TreeMap<>();
        try {
            Process process = new ProcessBuilder("apt-cache", "dumpavail")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines = process.inputReader()) {
                collect(lines, index);
            }
            process.waitFor();
        } catch (IOException e) {
            Assumptions.abort("SKIPPED: no apt-cache here, so no index to write: " + e);
        }
        Assumptions.assumeFalse(
                index.isEmpty(), "SKIPPED: apt-cache has no index here; apt-get update gets one");
        AtomicInteger count = new AtomicInteger();
        index.keySet().removeIf(name -> count.getAndIncrement() % EVERY != 0);
        return index;
    }

    private static void collect(BufferedReader lines, Map<String, String> index)
            throws IOException {
        Map<String, String> paragraph = new TreeMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int colon = line.indexOf(": ");
            if (line.isEmpty()) {
                addTo(index, paragraph);
                paragraph.clear();
            } else if (colon > 0 && !line.startsWith(" ")) {
                paragraph.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        addTo(index, paragraph);
    }

    private static void addTo(Map<String, String> index, Map<String, String> paragraph) {
        String name = paragraph.get("Package");
        String version = paragraph.get("Version");
        if (name != null && version != null) {
            index.put(name + "/" + version, paragraph.getOrDefault("Description", ""));
        }
    }
}
