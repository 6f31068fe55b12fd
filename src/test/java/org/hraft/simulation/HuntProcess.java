package org.hraft.simulation;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A hunt in a virtual machine of its own, on the classes of the tests with others in the place of some
 * of the product's.
 */
final class HuntProcess {

    private HuntProcess() {}

    /**
     * Waits for its end; an interrupt ends it.
     *
     * @param classes a folder that goes before everything else
     * @param hunter its main method prints a {@link Quarry} as properties
     * @param limits its arguments
     * @throws IllegalStateException with what it said if it did not end well
     */
    static Quarry run(Path classes, Class<?> hunter, Object... limits)
            throws IOException, InterruptedException {
        Path told = Files.createTempFile("hunt", ".properties");
        Path errors = Files.createTempFile("hunt", ".err");
        // It is over so soon that the best compiler would take longer than what it saves.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-classpath",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                hunter.getName()));
        for (Object limit : limits) {
            command.add(String.valueOf(limit));
        }
        Process process = new ProcessBuilder(command)
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
