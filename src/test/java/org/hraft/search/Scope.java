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
 * @param cluster where it begins, with what may happen
 */
record Scope(String name, Cluster cluster) {

    /** Of packets under way: no limit. */
    static final int ANY_NUMBER = 1_000;

    /** Of packets under way: two rounds of a leader. A search gets twice as far with so few. */
    private static final int FEW = 4;

    /** One for each kind of trouble. */
    static final List<Scope> ALL = List.of(
            new Scope("elections", founded(false, ANY_NUMBER, of(Kind.TIMEOUT, 2, Kind.CRASH, 1))),
            new Scope("duplicates", led(false, FEW, of(Kind.TIMEOUT, 2, Kind.DUPLICATE, 2))),
            new Scope(
                    "commands",
                    led(
                            true,
                            FEW,
                            of(Kind.TIMEOUT, 2, Kind.COMMAND, 1, Kind.CRASH, 1, Kind.LOSS, 2))),
            new Scope("reads", led(false, FEW, of(Kind.TIMEOUT, 1, Kind.READ, 2, Kind.COMMAND, 1))),
            new Scope(
                    "snapshots",
                    led(
                            true,
                            FEW,
                            of(
                                    Kind.COMMAND,
                                    2,
                                    Kind.COMPACTION,
                                    1,
                                    Kind.CRASH,
                                    1,
                                    Kind.FAILURE,
                                    1,
                                    Kind.TIMEOUT,
                                    1))),
            new Scope(
                    "regressions",
                    led(false, FEW, of(Kind.REGRESSION, 1, Kind.TIMEOUT, 1, Kind.COMMAND, 1))),
            new Scope("transfers", led(false, FEW, of(Kind.TRANSFER, 2, Kind.TIMEOUT, 1))),
            new Scope(
                    "members",
                    growing(true, FEW, of(Kind.CHANGE, 2, Kind.TIMEOUT, 1, Kind.LOSS, 2))));

    static Scope named(String name) {
        return ALL.stream()
                .filter(scope -> scope.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scope: " + name));
    }

    private static Cluster founded(boolean ordered, int maxPackets, Map<Kind, Integer> budget) {
        return Cluster.of(3, 3, ordered, maxPackets, List.of(), Budget.of(budget));
    }

    private static Cluster led(boolean ordered, int maxPackets, Map<Kind, Integer> budget) {
        return founded(ordered, maxPackets, budget).led();
    }

    /** Two voters and a newcomer. */
    private static Cluster growing(boolean ordered, int maxPackets, Map<Kind, Integer> budget) {
        List<Input> changes = List.of(
                new Input.Joins(Cluster.member(2, Suffrage.STAGING)),
                change(0, ChangeMember.Change.REMOVE),
                change(1, ChangeMember.Change.DEMOTE));
        return Cluster.of(3, 2, ordered, maxPackets, changes, Budget.of(budget)).led();
    }

    private static Input change(int place, ChangeMember.Change change) {
        String name = Cluster.id(place).name();
        return new Input.Changes(new ChangeMember.Request(name, change, 0, false));
    }

    private static Map<Kind, Integer> of(Object... kindsAndNumbers) {
        Map<Kind, Integer> budget = new EnumMap<>(Kind.class);
        for (int i = 0; i < kindsAndNumbers.length; i += 2) {
            budget.put((Kind) kindsAndNumbers[i], (Integer) kindsAndNumbers[i + 1]);
        }
        return budget;
    }

    @Override
    public String toString() {
        return name;
    }
}
