package org.hraft.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The size of what lies in the directory of each node, looked at twice a second. */
final class DiskUse implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Cluster cluster;
    private final Map<String, Long> largest = new TreeMap<>();
    private volatile boolean stopped;

    DiskUse(Cluster cluster) {
        this.cluster = cluster;
        look();
        new Thread(this::run, "disk use").start();
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(PAUSE_NANOS);
            look();
        }
    }

    private synchronized void look() {
        cluster.nodes().forEach(node -> largest.merge(node.id(), size(node), Math::max));
    }

    /** The most that was seen in a directory so far, in bytes. */
    synchronized long largest() {
        look();
        return largest.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    void report(String after) {
        StringBuilder sizes = new StringBuilder();
        for (HraftProcess node : cluster.nodes()) {
            sizes.append(String.format(" %s %d MB;", node, size(node) / 1_000_000));
        }
        long most = largest() / 1_000_000;
        Parallel.say("on disk after %s:%s at most %d MB on the way", after, sizes, most);
    }

    private static long size(HraftProcess node) {
        AtomicLong bytes = new AtomicLong();
        try {
            Files.walkFileTree(node.directory(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                /** It was there a moment ago. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.get();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
