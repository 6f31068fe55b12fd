package org.hraft.torture;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A call of the system that does nothing and fails. Acknowledgements are written with writev, which is
 * only watched.
 *
 * @param call its name
 * @param error that it says
 * @param when as strace has it, counted for each thread
 */
record Injection(String call, String error, String when) {

    /** Of the calls of a short life the last may be about this one. */
    private static final int MOST_WRITES = 400;

    private static final int MOST_FORCES = 40;

    static Injection draw(Random random) {
        String call = List.of("write,pwrite64", "fsync,fdatasync").get(random.nextInt(2));
        boolean forces = call.startsWith("fsync");
        int number = 1 + random.nextInt(forces ? MOST_FORCES : MOST_WRITES);
        // Derby repeats what failed, a force twenty times in four seconds, and must not get far.
        String more = forces || random.nextBoolean() ? "" : "+";
        return new Injection(
                call, random.nextInt(4) == 0 ? "ENOSPC" : "EIO", "when=" + number + more);
    }

    /** What the command of the process comes behind. */
    List<String> command(Path trace) {
        return List.of(
                "strace",
                "--seccomp-bpf",
                "-f",
                "-qq",
                "-y",
                "-s",
                "6",
                "-o",
                trace.toString(),
                "-e",
                "trace=writev," + call,
                "-e",
                "inject=" + call + ":error=" + error + ":" + when);
    }
}
