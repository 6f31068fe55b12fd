package org.hraft.storage;

import org.hraft.kv.KvStateMachine;

import java.nio.file.Path;

/** The store with tables of the log that are full soon, for tests of other packages. */
public final class SmallSegments {

    private SmallSegments() {}

    /**
     * As {@link DerbyRaftStore#open(Path, String, KvStateMachine)}.
     *
     * @param segmentBytes a table of the log is full with so many bytes of entries
     */
    public static DerbyRaftStore open(
            Path directory, String nodeName, KvStateMachine machine, long segmentBytes) {
        return DerbyRaftStore.open(directory, nodeName, machine, segmentBytes);
    }
}
