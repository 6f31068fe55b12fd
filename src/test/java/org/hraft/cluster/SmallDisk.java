package org.hraft.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of its own, of a fixed size, under the directory of a server that does not run. */
final class SmallDisk implements AutoCloseable {

    private static final int MEGABYTES = 128;
    private static final int MEGABYTE = 1 << 20;
    private static final long LIMIT_SECONDS = 60;

    private final HraftProcess node;
    private final Path directory;
    private final Path aside;
    private final Path filler;

    private SmallDisk(HraftProcess node) {
        this.node = node;
        this.directory = node.directory();
        this.aside = directory.resolveSibling(directory.getFileName() + "-aside");
        this.filler = directory.resolve("filler");
    }

    /** With what is in the directory; skips the test if this machine lets nobody mount anything. */
    static SmallDisk under(HraftProcess node) throws IOException {
        Path directory = node.directory();
        SmallDisk disk = new SmallDisk(node);
        Files.move(directory, disk.aside);
        Files.createDirectory(directory);
        String size = "size=" + MEGABYTES + "m";
        int code = run(List.of("mount", "-t", "tmpfs", "-o", size, "hraft", directory.toString()));
        if (code != 0) {
            Files.delete(directory);
            Files.move(disk.aside, directory);
            Parallel.say(
                    "SKIPPED: only root can mount a small file system, mount ended with %d", code);
        }
        assumeTrue(code == 0, "a small file system can be mounted");
        copy(disk.aside, directory);
        return disk;
    }

    /** All of it but so many megabytes. */
    void fillBut(int megabytes) throws IOException {
        long bytes = directory.toFile().getUsableSpace() - (long) megabytes * MEGABYTE;
        byte[] piece = new byte[MEGABYTE];
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (long left = bytes; left > 0; left -= piece.length) {
                out.write(piece, 0, (int) Math.min(left, piece.length));
            }
        } catch (IOException e) {
            if (megabytes > 0) {
                throw e; // otherwise it is full, and that was wanted
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler);
    }

    /** Ends the server; what it has by then is in the directory of before. */
    @Override
    public void close() throws IOException {
        node.end();
        Files.deleteIfExists(filler);
        run(List.of("rm", "-rf", aside.toString()));
        copy(directory, aside);
        if (run(List.of("umount", directory.toString())) != 0) {
            throw new IOException(directory + " cannot be unmounted");
        }
        Files.delete(directory);
        Files.move(aside, directory);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (run(List.of("cp", "-aT", from.toString(), to.toString())) != 0) {
            throw new IOException(from + " cannot be copied to " + to);
        }
    }

    private static int run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException(command + " does not end");
    }
}
