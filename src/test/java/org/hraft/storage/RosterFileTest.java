package org.hraft.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.hraft.node.RaftStore;
import org.hraft.node.Roster;
import org.hraft.raft.Configuration;
import org.hraft.raft.Entry;
import org.hraft.raft.HardState;
import org.hraft.raft.LogPosition;
import org.hraft.raft.Member;
import org.hraft.raft.Saved;
import org.hraft.raft.ServerId;
import org.hraft.raft.StoredLog;
import org.hraft.raft.Suffrage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is known of a cluster when the database is gone. */
class RosterFileTest {

    @TempDir
    private Path directory;

    private RosterFile file;

    @BeforeEach
    void open() {
        file = new RosterFile(directory);
    }

    @Test
    void aServerThatWasInNoClusterRemembersNone() {
        file.recovered(recovered(null));
        file.saved(appended("a:1"));

        assertThat(file.read()).isNull();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theMembersAreThoseOfTheNewestConfiguration() {
        file.recovered(recovered("c"));
        file.saved(appended("a:1"));
        file.saved(appended("a:1", "b:2"));

        assertThat(new RosterFile(directory).read())
                .isEqualTo(new Roster("n1", "c", List.of("a:1", "b:2")));
    }

    @Test
    void theClusterMayBeKnownLaterThanItsMembers() {
        file.recovered(recovered(null));
        file.saved(appended("a:1"));
        file.adopted("c");

        assertThat(new RosterFile(directory).read())
                .isEqualTo(new Roster("n1", "c", List.of("a:1")));
    }

    @Test
    void whatDoesNotChangeIsNotWrittenAgain() throws IOException {
        file.recovered(recovered("c"));
        file.saved(appended("a:1"));
        Files.delete(directory.resolve("members"));

        file.saved(appended("a:1"));

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() throws IOException {
        file.recovered(recovered("c"));
        file.saved(appended("a:1"));
        Path path = directory.resolve("members");
        Files.writeString(path, Files.readString(path).replace("a:1", "a:7"));

        assertThat(new RosterFile(directory).read()).isNull();
    }

    private static RaftStore.Recovered recovered(@Nullable String clusterId) {
        return new RaftStore.Recovered(
                new ServerId("n1", "i"),
                clusterId,
                new Saved(HardState.INITIAL, StoredLog.EMPTY, 0, null, LogPosition.START));
    }

    private static RaftStore.Update appended(String... addresses) {
        List<Member> members = Stream.of(addresses)
                .map(address ->
                        new Member(new ServerId("at-" + address, "i"), "", address, Suffrage.VOTER))
                .toList();
        Entry entry = new Entry(1, 1, new Configuration(members));
        return new RaftStore.Update(List.of(), 0, List.of(entry), null, 0, 0);
    }
}
