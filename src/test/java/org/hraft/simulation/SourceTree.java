package org.hraft.simulation;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Java sources in memory, so that they can be changed without touching a file.
 *
 * @param files the lines of each, by its path from the project's directory
 */
record SourceTree(SortedMap<String, List<String>> files) {

    /** Plain javac: what Error Prone would say of a seeded bug is not the question. */
    private static final List<String> OPTIONS =
            List.of("-proc:none", "-nowarn", "-g", "-cp", System.getProperty("java.class.path"));

    SourceTree {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Reads all sources in these folders of a project, and below them. */
    static SourceTree read(Path project, List<String> folders) throws IOException {
        SortedMap<String, List<String>> files = new TreeMap<>();
        for (String folder : folders) {
            for (Path source : sourcesIn(project.resolve(folder))) {
                files.put(project.relativize(source).toString(), Files.readAllLines(source));
            }
        }
        return new SourceTree(files);
    }

    private static List<Path> sourcesIn(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** The same tree with one file changed. */
    SourceTree with(String file, List<String> lines) {
        SortedMap<String, List<String>> changed = new TreeMap<>(files);
        changed.put(file, lines);
        return new SourceTree(changed);
    }

    /** The files that differ from those of another tree. */
    SourceTree changedSince(SourceTree other) {
        SortedMap<String, List<String>> changed = new TreeMap<>(files);
        changed.entrySet().removeAll(other.files.entrySet());
        return new SourceTree(changed);
    }

    /**
     * Compiles everything into a folder that exists, against what the tests are compiled against.
     *
     * @return what the compiler had to say against it, empty if it succeeded
     */
    String compileTo(Path classes) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager places =
                javac.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            places.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            boolean done =
                    javac.getTask(said, places, null, OPTIONS, null, sources()).call();
            return done ? "" : said.toString();
        }
    }

    private List<Source> sources() {
        return files.entrySet().stream()
                .map(file -> new Source(file.getKey(), String.join("\n", file.getValue())))
                .toList();
    }

    /** What javac reads in the place of a file. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("memory:///" + file), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
