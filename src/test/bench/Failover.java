import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients that write while the leader is killed. Each writes one key after the other to one server, and
 * goes on to the next server after an error, or when 300 ms have passed without an answer.
 */
public final class Failover {

    private static final String USAGE = """
            usage: java Failover.java hraft|etcd PID CLIENTS BEFORE AFTER URL URL...

            Kills the process PID after BEFORE seconds. The first line of the output is how many
            milliseconds later the first write was accepted of those that were sent after the kill. Each
            other line is a time in ms, 0 being the kill, and how many writes were accepted in the 50 ms
            from there. Ends AFTER seconds after the kill, or after the first such write if that is later.
            """;

    private static final int PATIENCE_MILLIS = 300;
    private static final int PAUSE_MILLIS = 5;
    private static final long GIVE_UP_MILLIS = 30_000;
    private static final long MILLISECOND = 1_000_000;
    private static final int BUCKET_MILLIS = 50;

    private record Write(long sentNanos, long acceptedNanos) {}

    private final boolean etcd;
    private final List<String> urls;
    private final ConcurrentLinkedQueue<Write> accepted = new ConcurrentLinkedQueue<>();
    private volatile long killNanos = Long.MAX_VALUE;
    private final CountDownLatch seen = new CountDownLatch(1);
    private volatile Write first;

    private Failover(boolean etcd, List<String> urls) {
        this.etcd = etcd;
        this.urls = urls;
    }

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 7) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Failover failover =
                new Failover(args[0].equals("etcd"), List.of(args).subList(5, args.length));
        boolean seen = failover.run(
                ProcessHandle.of(Long.parseLong(args[1])).orElseThrow(),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]));
        System.exit(seen ? 0 : 1);
    }

    private boolean run(ProcessHandle leader, int clients, int before, int after)
            throws InterruptedException {
        for (int i = 0; i < clients; i++) {
            int client = i;
            Thread thread = new Thread(() -> write(client));
            thread.setDaemon(true);
            thread.start();
        }
        Thread.sleep(before * 1000L);
        long start = System.nanoTime();
        leader.destroyForcibly();
        killNanos = start;
        Thread.sleep(after * 1000L);
        if (!seen.await(GIVE_UP_MILLIS, TimeUnit.MILLISECONDS)) {
            return false;
        }
        System.out.println((first.acceptedNanos - start) / MILLISECOND);
        timeline(start, before, after);
        return true;
    }

    private void timeline(long start, int before, int after) {
        Map<Long, Integer> buckets = new TreeMap<>();
        for (long ms = -before * 1000L; ms < after * 1000L; ms += BUCKET_MILLIS) {
            buckets.put(ms, 0);
        }
        for (Write write : accepted) {
            long ms = Math.floorDiv(write.acceptedNanos - start, BUCKET_MILLIS * MILLISECOND);
            buckets.computeIfPresent(ms * BUCKET_MILLIS, (bucket, count) -> count + 1);
        }
        buckets.forEach((ms, count) -> System.out.println(ms + "\t" + count));
    }

    /** All begin at the leader, as clients do that have found it. */
    private void write(int client) {
        for (long number = 0, server = 0; ; number++) {
            long sent = System.nanoTime();
            if (put(urls.get((int) (server % urls.size())), "f" + client + "-" + number % 1000)) {
                note(new Write(sent, System.nanoTime()));
            } else {
                server++;
                pause();
            }
        }
    }

    private synchronized void note(Write write) {
        accepted.add(write);
        if (first == null && write.sentNanos >= killNanos) {
            first = write;
            seen.countDown();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean put(String url, String key) {
        try {
            var connection = (HttpURLConnection)
                    new URL(url + (etcd ? "/v3/kv/put" : "/key/" + key)).openConnection();
            connection.setRequestMethod(etcd ? "POST" : "PUT");
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setDoOutput(true);
            byte[] body = (etcd ? json(key) : "v".repeat(64)).getBytes(StandardCharsets.ISO_8859_1);
            connection.setFixedLengthStreamingMode(body.length);
            connection.getOutputStream().write(body);
            int status = connection.getResponseCode();
            // Read to its end, the connection serves again.
            try (InputStream in =
                    status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                if (in != null) {
                    in.readAllBytes();
                }
            }
            return status / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }

    private static String json(String key) {
        var encoder = java.util.Base64.getEncoder();
        String name = encoder.encodeToString(key.getBytes(StandardCharsets.ISO_8859_1));
        String value = encoder.encodeToString("v".repeat(64).getBytes(StandardCharsets.ISO_8859_1));
        return "{\"key\":\"" + name + "\",\"value\":\"" + value + "\"}";
    }
}
