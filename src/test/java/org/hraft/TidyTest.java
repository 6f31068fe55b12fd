package org.hraft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Small files and short lines: a file that outgrows the limit has two jobs and wants a second file. */
class TidyTest {

    private static final int MAX_LINES = 400;
    private static final int MAX_COLUMNS = 120;

    @Test
    void productionCodeIsTidy() throws IOException {
        assertThat(untidy(Path.of("src/main/java"))).isEmpty();
    }

    @Test
    void aLongFileIsFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Fits.java"), "x\n".repeat(MAX_LINES));
        Files.writeString(folder.resolve("Long.java"), "x\n".repeat(MAX_LINES + 1));

        assertThat(untidy(folder)).containsExactly("Long.java: 401 lines");
    }

    @Test
    void aLongLineIsFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("Fits.java"), "x".repeat(MAX_COLUMNS));
        Files.writeString(folder.resolve("Wide.java"), "\n" + "x".repeat(MAX_COLUMNS + 1));

        assertThat(untidy(folder)).containsExactly("Wide.java:2: 121 columns");
    }

    private static List<String> untidy(Path root) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(root)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        List<String> found = new ArrayList<>();
        for (Path source : sources) {
            String name = root.relativize(source).toString();
            List<String> lines = Files.readAllLines(source);
            if (lines.size() > MAX_LINES) {
                found.add(name + ": " + lines.size() + " lines");
            }
            for (int i = 0; i < lines.size(); i++) {
                int columns = lines.get(i).length();
                if (columns > MAX_COLUMNS) {
                    found.add(name + ":" + (i + 1) + ": " + columns + " columns");
                }
            }
        }
        return found;
    }
}
