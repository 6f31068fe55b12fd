package org.hraft.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What all nodes hold, read key by key by many clients at once. */
final class Contents {

    private static final int CLIENTS = 64;
    private static final int READ_ATTEMPTS = 5;
    private static final int DIFFERENCES_TO_SHOW = 10;

    /** A node answered that it has no such key. */
    private static final String ABSENT = "(absent)";

    private Contents() {}

    /**
     * Each node has what was confirmed, not what was refused, and of the rest the same as the
     * others.
     *
     * <p>The leader reads all keys linearizably. Each of the others makes one such read and then
     * answers from what it has. That is enough: its one read waits until it has applied all that
     * was committed by then, which is all that was ever confirmed; its state only moves forward
     * from there, and nobody writes any more.
     */
    static void assertNothingLost(Cluster cluster, List<Load.Write> writes) throws Exception {
        List<String> keys = writes.stream().map(Load.Write::key).toList();
        List<String> wrong = new ArrayList<>();
        HraftProcess leader = cluster.leader();
        Map<String, String> held = read(leader, keys, "linearizable");
        for (Load.Write write : writes) {
            String value = held.getOrDefault(write.key(), ABSENT);
            boolean right =
                    switch (write.fate()) {
                        case ACKNOWLEDGED -> value.equals(write.value());
                        case NOT_APPLIED -> value.equals(ABSENT);
                        case UNKNOWN -> value.equals(ABSENT) || value.equals(write.value());
                    };
            if (!right) {
                wrong.add(leader + " has " + value + " after " + write);
            }
        }
        for (HraftProcess node : cluster.others(leader)) {
            assertThat(get(node, keys.get(0), "linearizable")).isEqualTo(held.get(keys.get(0)));
            Map<String, String> local = read(node, keys, "none");
            for (String key : keys) {
                if (!local.getOrDefault(key, "").equals(held.get(key))) {
                    wrong.add(node + " has " + local.get(key) + ", " + leader + " has "
                            + held.get(key) + " for " + key);
                }
            }
        }
        List<String> first = wrong.subList(0, Math.min(wrong.size(), DIFFERENCES_TO_SHOW));
        assertThat(wrong)
                .as("%s wrong of %s, first %s", wrong.size(), writes.size(), first)
                .isEmpty();
    }

    private static Map<String, String> read(
            HraftProcess node, Collection<String> keys, String level) throws Exception {
        Map<String, String> values = new ConcurrentSkipListMap<>();
        Parallel.forEach(keys, CLIENTS, key -> values.put(key, get(node, key, level)));
        return new TreeMap<>(values);
    }

    /** Reads may be repeated: right after a restart a leader may still be in the making. */
    private static String get(HraftProcess node, String key, String level)
            throws IOException, InterruptedException {
        String path = Http.path(key) + "?raw&level=" + level;
        HttpResponse<String> answer = node.get(path);
        for (int i = 1; i < READ_ATTEMPTS && answer.statusCode() == 503; i++) {
            answer = node.get(path);
        }
        return switch (answer.statusCode()) {
            case 200 -> answer.body();
            case 404 -> ABSENT;
            default ->
                throw new AssertionError(
                        key + " on " + node + ": " + answer.statusCode() + " " + answer.body());
        };
    }
}
