package org.hraft.storage;

import org.hraft.kv.KvStateMachine;
import org.hraft.node.DataDirectory;
import org.hraft.node.RaftStore;
import org.hraft.node.Roster;
import org.hraft.node.StorageException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * A data directory with a Derby database in it:
 *
 * <ul>
 *   <li>{@code derby}, {@code derby.log}: the database, see {@link DerbyRaftStore}; {@code derby.new}
 *       while it is made
 *   <li>{@code witness}: what the server has promised, see {@link Witness}
 *   <li>{@code members}: where the others are, see {@link RosterFile}
 *   <li>{@code lock}: held while the store is open
 *   <li>{@code damaged-1} and so on: stores that could not be used any more
 * </ul>
 */
public final class DerbyDataDirectory implements DataDirectory {

    private static final String DAMAGED = "damaged-";

    /** What goes with a store. Not the members: they are how the server finds back. */
    private static final List<String> STORE = List.of("derby", "derby.log", "witness");

    /** Damaged stores that are kept; each takes as much of the disk as the one in use. */
    private static final int KEPT = 2;

    private final Path path;
    private final String nodeName;
    private final KvStateMachine machine;
    private @Nullable CompletableFuture<RaftStore> opening;

    /**
     * @param path belongs to this server alone
     * @param nodeName 1 to 64 characters, or empty for the stored name, or a new one
     * @param machine whose rows are saved here
     * @throws StorageException if the path is none
     */
    public DerbyDataDirectory(String path, String nodeName, KvStateMachine machine) {
        try {
            this.path = Path.of(path).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new StorageException("The data directory is not a path: " + path + ".", e);
        }
        this.nodeName = nodeName;
        this.machine = machine;
    }

    /** Begins with the first {@link #open}, which takes a while, on another thread. */
    public void openAhead(Executor executor) {
        opening = CompletableFuture.supplyAsync(this::openNow, executor);
    }

    @Override
    public RaftStore open() {
        CompletableFuture<RaftStore> ahead = opening;
        opening = null;
        try {
            return ahead == null ? openNow() : ahead.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Whoever has lost the database has not lost the name. */
    private RaftStore openNow() {
        Roster known = Files.isDirectory(path) ? roster() : null;
        String name = nodeName.isEmpty() && known != null ? known.id() : nodeName;
        return DerbyRaftStore.open(path, name, machine);
    }

    @Override
    public String putAside() {
        try {
            List<Path> before = damaged();
            for (Path old : before.subList(0, Math.max(0, before.size() - KEPT + 1))) {
                Directories.delete(old);
            }
            int last = before.isEmpty() ? 0 : number(before.get(before.size() - 1));
            Path aside = Files.createDirectory(path.resolve(DAMAGED + (last + 1)));
            for (String name : STORE) {
                if (Files.exists(path.resolve(name))) {
                    Files.move(path.resolve(name), aside.resolve(name));
                }
            }
            Directories.force(aside);
            Directories.force(path);
            return aside.toString();
        } catch (IOException e) {
            throw new StorageException(
                    "The damaged database in " + path + " cannot be put aside (" + e
                            + "); check the owner and the mode of the directory.",
                    e);
        }
    }

    /** The oldest first. */
    private List<Path> damaged() throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return new ArrayList<>(all.filter(file -> number(file) > 0)
                    .sorted(Comparator.comparingInt(DerbyDataDirectory::number))
                    .toList());
        }
    }

    /** 0 if it is not one of those. */
    private static int number(Path file) {
        String name = file.getFileName().toString();
        return name.matches(DAMAGED + "[1-9][0-9]{0,8}")
                ? Integer.parseInt(name.substring(DAMAGED.length()))
                : 0;
    }

    @Override
    public @Nullable Roster roster() {
        return new RosterFile(path).read();
    }
}
