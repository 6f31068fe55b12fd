package org.hraft.torture;

import org.hraft.storage.DerbyRaftStore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How a {@link Writer} is started quickly: with an archive of its classes, for which they have to be in
 * a jar. Both are made at the first use, and go with the process. Immutable.
 */
final class Jvm {

    /** For what outlives no test. Two processes may run tests at once. */
    static final Path FOLDER = Path.of("target", "torture").toAbsolutePath();

    /** What all writers of this process say when they are broken. */
    static final Path ERRORS =
            FOLDER.resolve("writer-" + ProcessHandle.current().pid() + ".err");

    private static final Path JAR = withEnd(".jar");
    private static final Path ARCHIVE = withEnd(".jsa");
    private static final int STEPS = 150;

    private Jvm() {}

    private static Path withEnd(String end) {
        Path file = ERRORS.resolveSibling(ERRORS.getFileName() + end);
        file.toFile().deleteOnExit();
        return file;
    }

    /** Each start is a third quicker with them. */
    private static final class Holder {
        private static final List<String> COMMAND = make();
    }

    /** The command, to which properties and at last the name of the class are to be added. */
    static List<String> command() {
        return new ArrayList<>(Holder.COMMAND);
    }

    private static List<String> make() {
        try {
            Files.createDirectories(FOLDER);
            jar(classesOf(DerbyRaftStore.class), classesOf(Writer.class));
            makeArchive();
            return commandWith("-XX:SharedArchiveFile=" + ARCHIVE);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("no virtual machine for the writer", e);
        }
    }

    private static List<String> commandWith(String archive) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                archive,
                // So that what happens every 10 MB of Derby's log happens in a short life, too.
                "-Dderby.storage.checkpointInterval=100000",
                "-Dderby.storage.logSwitchInterval=100000",
                "-classpath",
                classPath());
    }

    /** By a first process that does what all others do, and comes to its end. */
    private static void makeArchive() throws IOException {
        Files.deleteIfExists(ARCHIVE);
        List<String> command = new ArrayList<>(commandWith("-XX:ArchiveClassesAtExit=" + ARCHIVE));
        command.add(Writer.class.getName());
        try (Folder directory = Torture.folder();
                Child first = Child.start(command)) {
            first.open(directory.path()).expectFound();
            new Ledger(0).listen(first.write(0, STEPS), STEPS);
            first.expect("done");
            first.tell("close").expect("closed");
            first.leave();
        }
    }

    private static Path classesOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void jar(Path... folders) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(JAR))) {
            for (Path folder : folders) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".class"))
                            .forEach(file -> add(jar, folder.relativize(file).toString(), file));
                }
            }
        }
    }

    private static void add(JarOutputStream jar, String name, Path file) {
        if (name.equals("module-info.class") || name.endsWith("package-info.class")) {
            return;
        }
        try {
            jar.putNextEntry(new JarEntry(name));
            Files.copy(file, jar);
            jar.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        List<String> jars = new ArrayList<>(List.of(JAR.toString()));
        for (String jar : System.getProperty("java.class.path").split(":", -1)) {
            String name = Path.of(jar).getFileName().toString();
            if (name.startsWith("derby") || name.startsWith("pcollections")) {
                jars.add(jar);
            }
        }
        return String.join(":", jars);
    }
}
