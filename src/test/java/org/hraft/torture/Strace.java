package org.hraft.torture;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What only a tracer can do to a process; root, or whoever started it. */
final class Strace {

    private Strace() {}

    /** Says so and skips the test if this machine does not allow it. */
    static void skipWithout() {
        try {
            Command.run("strace", "-f", "-o", "/dev/null", "true");
        } catch (IOException e) {
            System.out.println("  SKIPPED, nothing can be traced: " + e.getMessage());
            Assumptions.abort("nothing can be traced: " + e.getMessage());
        }
    }

    /** The command under which a process is killed when it forces a file for the nth time. */
    static List<String> killer(int nth, Path file) {
        return List.of(
                "strace",
                "--seccomp-bpf",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-P",
                file.toString(),
                "-e",
                "inject=fsync,fdatasync:signal=KILL:when=" + nth);
    }
}
