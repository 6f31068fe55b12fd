package org.hraft.search;

import org.hraft.raft.ChangeMember;
import org.hraft.raft.Suffrage;
import org.hraft.search.Budget.Kind;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is searched.
 *
 * @param name by which it is asked for
 * @param purpose which orders of events it goes through
 * @param cluster where it begins, with what may happen
 */
record Scope(String name, String purpose, Cluster cluster) {

    /** Of packets under way: two rounds of a leader. A search gets twice as far with so few. */
    private static final int FEW = 4;

    private static final boolean IN_ORDER = true;
    private static final boolean IN_ANY_ORDER = false;

    /** One for each kind of trouble. */
    static final List<Scope> ALL = List.of(
            new Scope(
                    "elections",
                    "rivals and crashes before there ever was a leader, no packet too many",
                    Cluster.of(
                            3,
                            3,
                            IN_ANY_ORDER,
                            Cluster.ANY_NUMBER,
                            List.of(),
                            of("2 TIMEOUT, 1 CRASH"))),
            new Scope(
                    "losses",
                    "a write, an election and a crash while packets are lost",
                    led(IN_ORDER, "1 TIMEOUT, 1 COMMAND, 1 CRASH, 2 LOSS")),
            new Scope(
                    "commands",
                    "the same with a second election",
                    led(IN_ORDER, "2 TIMEOUT, 1 COMMAND, 1 CRASH, 2 LOSS")),
            new Scope(
                    "overtaking",
                    "pipelined writes out of step, one of them failing",
                    led(IN_ORDER, "1 TIMEOUT, 2 COMMAND, 2 REORDERING, 1 FAILURE")),
            new Scope(
                    "duplicates",
                    "packets that come twice and late, across two elections",
                    led(IN_ANY_ORDER, "2 TIMEOUT, 1 COMMAND, 2 DUPLICATE")),
            new Scope(
                    "reads",
                    "reads beside a write and an election",
                    led(IN_ANY_ORDER, "1 TIMEOUT, 1 COMMAND, 2 READ")),
            new Scope(
                    "snapshots",
                    "a log without its beginning, and a follower that needs it",
                    led(IN_ORDER, "1 TIMEOUT, 2 COMMAND, 1 COMPACTION, 1 CRASH, 1 FAILURE")),
            new Scope(
                    "regressions",
                    "a disk that forgets what its server has promised",
                    led(IN_ANY_ORDER, "1 TIMEOUT, 1 COMMAND, 1 REGRESSION")),
            new Scope(
                    "relapses",
                    "two disks that forget, or one twice, across two elections",
                    led(IN_ANY_ORDER, "2 TIMEOUT, 1 COMMAND, 2 REGRESSION")),
            new Scope(
                    "transfers",
                    "leadership that is handed over during a write, and taken meanwhile",
                    led(IN_ANY_ORDER, "1 TIMEOUT, 1 COMMAND, 2 TRANSFER")),
            new Scope(
                    "members",
                    "two voters and a newcomer, changes while packets are lost",
                    growing(IN_ORDER, "2 TIMEOUT, 2 CHANGE, 2 LOSS")),
            new Scope(
                    "joining",
                    "the same with a crash and a packet that comes twice",
                    growing(IN_ANY_ORDER, "1 TIMEOUT, 2 CHANGE, 1 CRASH, 1 DUPLICATE")),
            new Scope(
                    "leaving",
                    "three voters, of whom two go or lose their vote",
                    shrinking("1 TIMEOUT, 2 CHANGE, 1 CRASH, 1 DUPLICATE")),
            new Scope(
                    "forgotten-members",
                    "a disk that forgets a change of the members",
                    shrinking("1 TIMEOUT, 1 CHANGE, 1 REGRESSION")));

    static Scope named(String name) {
        return ALL.stream()
                .filter(scope -> scope.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scope: " + name));
    }

    /** Three voters with a leader. */
    private static Cluster led(boolean ordered, String budget) {
        return Cluster.of(3, 3, ordered, FEW, List.of(), of(budget)).led();
    }

    /** Two voters and a newcomer. */
    private static Cluster growing(boolean ordered, String budget) {
        List<Input> changes = List.of(
                new Input.Joins(Cluster.member(2, Suffrage.STAGING)),
                change(0, ChangeMember.Change.REMOVE),
                change(1, ChangeMember.Change.DEMOTE));
        return Cluster.of(3, 2, ordered, FEW, changes, of(budget)).led();
    }

    /** Three voters; the leader may go, a follower may, and another may lose its vote. */
    private static Cluster shrinking(String budget) {
        List<Input> changes = List.of(
                change(0, ChangeMember.Change.REMOVE),
                change(1, ChangeMember.Change.REMOVE),
                change(2, ChangeMember.Change.DEMOTE));
        return Cluster.of(3, 3, IN_ANY_ORDER, FEW, changes, of(budget)).led();
    }

    private static Input change(int place, ChangeMember.Change change) {
        String name = Cluster.id(place).name();
        return new Input.Changes(new ChangeMember.Request(name, change, 0, false));
    }

    /** @param words a number and a kind, and so on */
    private static Budget of(String words) {
        Map<Kind, Integer> budget = new EnumMap<>(Kind.class);
        for (String part : words.split(", ", -1)) {
            String[] numberAndKind = part.split(" ", -1);
            budget.put(Kind.valueOf(numberAndKind[1]), Integer.valueOf(numberAndKind[0]));
        }
        return Budget.of(budget);
    }

    @Override
    public String toString() {
        return name;
    }
}
