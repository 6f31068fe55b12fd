package org.hraft.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.hraft.node.RaftStore;
import org.hraft.node.Roster;
import org.hraft.node.StorageException;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.InstallSnapshot;
import org.hraft.raft.Member;
import org.hraft.raft.StoredLog;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The file {@code members} in the data directory: what a server has to know to find back into its
 * cluster when the database is lost. Plain text with a checksum; a new one takes the place of the old
 * one as a whole. It is a hint: who reads it asks the members whether it is still true. One thread.
 */
final class RosterFile {

    private static final String FILE = "members";
    private static final String TITLE =
            "# Where the members of this server's cluster are, in case that the database is lost.\n";

    private final Path directory;
    private final Path path;
    private @Nullable Roster written;
    private String name = "";
    private @Nullable String clusterId;
    private Configuration members = Configuration.NONE;

    RosterFile(Path directory) {
        this.directory = directory;
        this.path = directory.resolve(FILE);
    }

    /**
     * Null if there is none, or a damaged one.
     *
     * @throws StorageException if it cannot be read
     */
    @Nullable
    Roster read() {
        try {
            written = parse(Files.readString(path));
        } catch (NoSuchFileException | java.nio.charset.CharacterCodingException e) {
            written = null;
        } catch (IOException e) {
            throw failed(e);
        }
        return written;
    }

    // ---- what the store hears of; each is on the disk on return, or throws StorageException

    void recovered(RaftStore.Recovered recovered) {
        StoredLog log = recovered.saved().log();
        List<Entry> configurations = log.configurations();
        name = recovered.self().name();
        clusterId = recovered.clusterId();
        members = configurations.isEmpty()
                ? log.base().configuration()
                : (Configuration) configurations.get(configurations.size() - 1).payload();
        write();
    }

    void adopted(String newClusterId) {
        clusterId = newClusterId;
        write();
    }

    /** An entry that is taken back later is as good: whoever reads the file asks the members. */
    void saved(RaftStore.Update update) {
        Configuration before = members;
        for (InstallSnapshot.Request request : update.chunks()) {
            if (request.chunk().last()) {
                members = request.snapshot().configuration();
            }
        }
        for (Entry entry : update.entries()) {
            if (entry.payload() instanceof Configuration configuration) {
                members = configuration;
            }
        }
        if (!members.equals(before)) {
            write();
        }
    }

    private void write() {
        String cluster = clusterId;
        if (cluster == null) {
            return;
        }
        List<String> addresses = members.members().stream()
                .map(Member::httpAddress)
                .filter(address -> !address.isEmpty())
                .toList();
        Roster roster = new Roster(name, cluster, addresses);
        if (!roster.equals(written)) {
            write(roster);
            written = roster;
        }
    }

    private void write(Roster roster) {
        Path next = path.resolveSibling(FILE + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    next,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(format(roster).getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(
                    next,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Directories.force(directory);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private StorageException failed(IOException e) {
        return new StorageException(
                "The file " + path + " cannot be used (" + e
                        + "); check its owner, its mode and the disk.",
                e);
    }

    // ---- its form

    private static String format(Roster roster) {
        String lines = TITLE + "id=" + roster.id() + "\ncluster=" + roster.clusterId()
                + "\nmembers=" + String.join(" ", roster.httpAddresses()) + "\n";
        return lines + "crc=" + checksum(lines) + "\n";
    }

    private static @Nullable Roster parse(String text) {
        int end = text.lastIndexOf("crc=");
        if (end < 0
                || !text.substring(end).equals("crc=" + checksum(text.substring(0, end)) + "\n")) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, equals), line.substring(equals + 1));
        });
        String members = values.getOrDefault("members", "");
        return new Roster(
                values.getOrDefault("id", ""),
                values.getOrDefault("cluster", ""),
                members.isEmpty() ? List.of() : List.of(members.split(" ")));
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
