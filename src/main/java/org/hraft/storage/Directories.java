package org.hraft.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the standard library lacks for directories. Safe to use from any thread. */
final class Directories {

    /** Makes durable that files were made, renamed or removed in it. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The same for all directories below it, and for it. */
    static void forceAll(Path directory) throws IOException {
        List<Path> directories;
        try (Stream<Path> all = Files.walk(directory)) {
            directories = all.filter(Files::isDirectory).toList();
        }
        for (Path each : directories) {
            force(each);
        }
    }

    /** With all that is in it; symbolic links are not followed. */
    static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private Directories() {}
}
