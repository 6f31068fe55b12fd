import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What a few clients see of a server that others overload: a put now and then, on connections of their own. */
public final class Probe {

    private static final String USAGE = """
            usage: java Probe.java URL CLIENTS DELAY SECONDS

            After DELAY seconds each client puts a key of hraft every 50 ms for SECONDS, or as soon as it
            has its answer if that takes longer. Prints for accepted puts, those refused with 503, and all others:

              count p50 p99 max

            in one line, times in ms.
            """;

    private static final int INTERVAL_MILLIS = 50;
    private static final int PATIENCE_MILLIS = 20_000;

    private final List<Double> accepted = new ArrayList<>();
    private final List<Double> refused = new ArrayList<>();
    private final List<Double> failed = new ArrayList<>();

    public static void main(String[] args) throws InterruptedException {
        if (args.length != 4) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Thread.sleep(Integer.parseInt(args[2]) * 1000L);
        System.out.println(
                new Probe().run(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[3])));
    }

    private String run(String url, int clients, int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int client = i;
            Thread thread = new Thread(() -> putUntil(end, url + "/key/probe" + client));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return summary(accepted) + " " + summary(refused) + " " + summary(failed);
    }

    private void putUntil(long end, String url) {
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            int status = put(url);
            double millis = (System.nanoTime() - start) / 1e6;
            note(status / 100 == 2 ? accepted : status == 503 ? refused : failed, millis);
            try {
                Thread.sleep((long) Math.max(1, INTERVAL_MILLIS - millis));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void note(List<Double> times, double millis) {
        times.add(millis);
    }

    /** The status, or -1 if there was no answer. */
    private static int put(String url) {
        try {
            var connection = (HttpURLConnection) new URL(url).openConnection();
            connection.setRequestMethod("PUT");
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setDoOutput(true);
            byte[] body = "v".repeat(64).getBytes(StandardCharsets.ISO_8859_1);
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
            return status;
        } catch (IOException e) {
            return -1;
        }
    }

    private static String summary(List<Double> times) {
        Collections.sort(times);
        return String.format(
                Locale.ROOT,
                "%d %.1f %.1f %.1f",
                times.size(),
                rank(times, .5),
                rank(times, .99),
                rank(times, 1));
    }

    private static double rank(List<Double> times, double share) {
        return times.isEmpty() ? 0 : times.get((int) Math.ceil(share * times.size()) - 1);
    }
}
