package org.hraft.simulation;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A {@link Hunt} in a virtual machine of its own, on the classes of the tests with others in the
 * place of some of the product's.
 */
final class HuntProcess {

    private HuntProcess() {}

    /**
     * Waits for its end; an interrupt ends it.
     *
     * @param classes a folder that goes before everything else
     * @param maxSchedules see {@link Hunt#play}
     * @param maxMillis see {@link Hunt#play}
     * @throws IllegalStateException with what it said if it did not end well
     */
    static Quarry run(Path classes, long maxSchedules, long maxMillis)
            throws IOException, InterruptedException {
        Path told = Files.createTempFile("hunt", ".properties");
        Path errors = Files.createTempFile("hunt", ".err");
        // It is over so soon that the best compiler would take longer than what it saves.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-classpath",
                        classes + File.pathSeparator + System.getProperty("java.class.path"),
                        Hunt.class.getName(),
                        Long.toString(maxSchedules),
                        Long.toString(maxMillis))
                .redirectOutput(told.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("a hunt ended badly: " + Files.readString(errors));
            }
            return read(told);
        } finally {
            process.destroyForcibly();
            Files.delete(told);
            Files.delete(errors);
        }
    }

    private static Quarry read(Path told) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(told)) {
            properties.load(in);
        }
        return Quarry.of(properties);
    }
}
