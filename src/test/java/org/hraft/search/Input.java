package org.hraft.search;

import org.hraft.raft.ChangeMember;
import org.hraft.raft.Entry;
import org.hraft.raft.Member;

/** What can happen to one server in one step. */
sealed interface Input {

    /** A packet arrives; with {@code late} after a follower has lost patience with its leader. */
    record Arrives(Packet packet, boolean late) implements Input {}

    /** A packet to the server is lost. */
    record Lost() implements Input {}

    /** Nobody answers this request any more. */
    record Fails(Packet.Request request) implements Input {}

    /** An election timeout passes. */
    record TimesOut() implements Input {}

    /** Time for heartbeats. */
    record Heartbeat() implements Input {}

    /** A client wants something written. */
    record Command(Entry.Command command) implements Input {}

    /** A client wants to read. */
    record Read(long token) implements Input {}

    /** A server wants to become a member. */
    record Joins(Member member) implements Input {}

    /** An operator wants a member changed. */
    record Changes(ChangeMember.Request request) implements Input {}

    /** An operator wants another leader. */
    record Transfers() implements Input {}

    /** What is applied may be removed from the log. */
    record Compacts() implements Input {}

    /** The process ends and starts again. */
    record Crashes() implements Input {}

    /** The process ends, its disk forgets the last writes, and it starts again. */
    record Forgets(int writes) implements Input {}

    /** The process ends in the first write of this turn, and starts again. */
    record CrashesIn(Input turn) implements Input {}
}
