import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * A constant rate of HTTP requests. Whoever sends the next one only when the last was answered asks a
 * server less while it stands still, and omits what users would have felt. Here each request is due at
 * an instant fixed in advance, and its time runs from that instant, also while no connection is free.
 * It shares the cores with the servers: one thread, one selector, naps. Instants and durations are
 * nanoseconds, instants since the start of the run.
 */
public final class Rate {

    private static final String USAGE = """
            usage: java Rate.java hraft|etcd URL put|get CONNECTIONS RATE SECONDS [KEYS]

            Sends RATE requests a second in total, evenly, over CONNECTIONS to the server at URL
            (http://host:port) for SECONDS: puts of 64 bytes, or linearizable gets, of keys drawn from
            k1 to kKEYS (10000). Prints one line:

              rate p50 p99 p99.9 max refused

            rate: requests answered with 2xx, a second. Times: milliseconds since a request was due,
            known to 0.5 % or 0.1 ms. refused: other answers, lost connections, and what was unanswered
            5 s after the end; their times count too. What is due in the first tenth of the run, at
            most 2 s, is a warm-up and does not count. Exits with 1 if the server cannot be reached,
            with 2 for a wrong command line. -XX:+UseSerialGC -XX:TieredStopAtLevel=1 make it lighter.
            """;

    private static final String SYNTAX =
            "(hraft|etcd) http://[^/: ]+:[1-6]?[0-9]{1,4}/? (put|get)( [1-9][0-9]{0,8}){3,4}";

    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long PATIENCE = 5 * SECOND;
    private static final long RETRY = 100 * MILLISECOND;
    /** A sleep where a millisecond is too long. The system makes about 100 µs of it. */
    private static final long NAP = 50_000;

    private static final long NOTHING = -1;

    private final boolean etcd;
    private final boolean put;
    private final String host;
    private final InetSocketAddress server;
    private final long rate;
    private final long end;
    private final long warmUp;
    private final int keys;

    private final SplittableRandom dice = new SplittableRandom();
    private final Histogram times = new Histogram();
    private final Selector selector = Selector.open();
    /** In turn: the next to be used is the one that has been idle for the longest time. */
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    /** When connections are to be opened. */
    private final PriorityQueue<Long> openings = new PriorityQueue<>();

    private long start;
    private int outstanding;
    private long answered;
    private long refused;

    private Rate(String[] args) throws IOException {
        etcd = args[0].equals("etcd");
        host = args[1].split("/")[2];
        server = new InetSocketAddress(host.split(":")[0], Integer.parseInt(host.split(":")[1]));
        put = args[2].equals("put");
        openings.addAll(Collections.nCopies(Integer.parseInt(args[3]), 0L));
        rate = Integer.parseInt(args[4]);
        end = Integer.parseInt(args[5]) * SECOND;
        warmUp = Math.min(end / 10, 2 * SECOND);
        keys = args.length > 6 ? Integer.parseInt(args[6]) : 10_000;
    }

    public static void main(String[] args) {
        if (!String.join(" ", args).matches(SYNTAX)) {
            System.err.print("Rate: this command line is not understood\n" + USAGE);
            System.exit(2);
        }
        try {
            System.out.println(new Rate(args).run());
        } catch (IOException e) {
            System.err.println("Rate: " + args[1] + " cannot be reached: " + e.getMessage());
            System.exit(1);
        }
    }

    private String run() throws IOException {
        try (Socket probe = new Socket()) {
            probe.connect(server, (int) (PATIENCE / MILLISECOND));
        }
        start = System.nanoTime();
        long total = rate * (end / SECOND);
        long next = 0;
        for (long now = 0; now < end + PATIENCE && (next < total || outstanding > 0); now = now()) {
            while (!openings.isEmpty() && openings.peek() <= now) {
                openings.remove();
                new Connection();
            }
            while (next < total && due(next) <= now && !idle.isEmpty()) {
                idle.poll().send(due(next++));
            }
            await(next < total && !idle.isEmpty() ? due(next) : end + PATIENCE);
        }
        selector.keys().forEach(key -> ((Connection) key.attachment()).done(false));
        for (; next < total; next++) {
            count(due(next), false);
        }
        double perSecond = answered * (double) SECOND / (end - warmUp);
        String line = String.format(Locale.ROOT, "%.1f", perSecond);
        for (double percent : new double[] {50, 99, 99.9, 100}) {
            line += String.format(Locale.ROOT, " %.3f", times.percentile(percent));
        }
        return line + " " + refused;
    }

    private long now() {
        return System.nanoTime() - start;
    }

    private long due(long request) {
        return request / rate * SECOND + request % rate * SECOND / rate;
    }

    /** A selector waits whole milliseconds. The rest is a nap, in which no answer is seen. */
    private void await(long due) throws IOException {
        long wait = (openings.isEmpty() ? due : Math.min(due, openings.peek())) - now();
        if (wait >= MILLISECOND) {
            selector.select(key -> ((Connection) key.attachment()).proceed(), wait / MILLISECOND);
        } else if (selector.selectNow(key -> ((Connection) key.attachment()).proceed()) == 0) {
            LockSupport.parkNanos(Math.min(wait, NAP));
        }
    }

    private void count(long due, boolean accepted) {
        long now = now();
        if (due >= warmUp) {
            times.add(now - due);
            refused += accepted ? 0 : 1;
        }
        answered += accepted && now >= warmUp && now < end ? 1 : 0;
    }

    private ByteBuffer request() {
        String key = "k" + dice.nextInt(1, keys + 1);
        String value = "v".repeat(64);
        String line = (put ? "PUT" : "GET") + " /key/" + key;
        String body = put ? value : "";
        if (etcd) {
            line = put ? "POST /v3/kv/put" : "POST /v3/kv/range";
            String more = put ? ",\"value\":\"" + base64(value) + "\"" : "";
            body = "{\"key\":\"" + base64(key) + "\"" + more + "}";
        }
        String length = body.isEmpty() ? "" : "\r\nContent-Length: " + body.length();
        String request = line + " HTTP/1.1\r\nHost: " + host + length + "\r\n\r\n" + body;
        return ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One request at a time. */
    private final class Connection {

        private final SocketChannel channel = SocketChannel.open();
        private final SelectionKey key;
        private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
        private long due = NOTHING;
        private boolean hasAnswered;

        Connection() throws IOException {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
            try {
                if (channel.connect(server)) {
                    isIdle();
                }
            } catch (IOException e) {
                replace();
            }
        }

        void isIdle() {
            key.interestOps(SelectionKey.OP_READ);
            in.clear();
            idle.add(this);
        }

        void send(long dueAt) {
            due = dueAt;
            outstanding++;
            try {
                channel.write(request()); // all of it: the socket's buffer is empty
            } catch (IOException e) {
                replace();
            }
        }

        void proceed() {
            try {
                if (key.isReadable()) {
                    read();
                } else if (channel.finishConnect()) {
                    isIdle();
                }
            } catch (IOException | NumberFormatException e) {
                replace(); // it is lost, or what came is not HTTP
            }
        }

        private void read() throws IOException {
            if (channel.read(in) <= 0 || due == NOTHING) {
                throw new IOException("It is closed, or what comes is too long, or not wanted.");
            }
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int body = text.indexOf("\r\n\r\n") + 4;
            String head = text.substring(0, Math.max(0, body - 2)).toLowerCase(Locale.ROOT);
            if (head.isEmpty() || !isComplete(head, text, body)) {
                return;
            }
            done(head.startsWith("http/1.1 2"));
            hasAnswered = true;
            if (head.contains("\r\nconnection: close\r\n")) {
                replace();
            } else {
                isIdle();
            }
        }

        void done(boolean accepted) {
            if (due != NOTHING) {
                count(due, accepted);
                due = NOTHING;
                outstanding--;
            }
        }

        /** By another one; later if it was of no use, or a server that is down would be flooded. */
        private void replace() {
            done(false);
            idle.remove(this);
            try {
                channel.close();
            } catch (IOException e) {
                // it is of no use in any case
            }
            openings.add(hasAnswered ? now() : now() + RETRY);
        }
    }

    /** An answer has a length, or ends in an empty chunk, or is a head and nothing else. */
    private static boolean isComplete(String head, String text, int body) {
        int length = head.indexOf("\r\ncontent-length:");
        if (length >= 0) {
            String digits = head.substring(length + 17, head.indexOf("\r\n", length + 2));
            return text.length() >= body + Integer.parseInt(digits.trim());
        }
        return text.endsWith("\r\n0\r\n\r\n") || head.startsWith("http/1.1 204");
    }

    /** How many took how long: 128 buckets from each power of two to the next. */
    private static final class Histogram {

        private final long[] buckets = new long[57 * 128];

        void add(long nanos) {
            int shift = Math.max(0, 56 - Long.numberOfLeadingZeros(nanos));
            buckets[shift * 128 + (int) (nanos >> shift)]++;
        }

        /** In milliseconds: the middle of the bucket that it falls into, 0.4 % off at most. */
        double percentile(double percent) {
            long left = (long) Math.ceil(LongStream.of(buckets).sum() * percent / 100);
            int bucket = 0;
            while (left > buckets[bucket]) {
                left -= buckets[bucket++];
            }
            int shift = Math.max(0, bucket / 128 - 1);
            return (bucket - shift * 128 + 0.5) * (1L << shift) / MILLISECOND;
        }
    }
}
