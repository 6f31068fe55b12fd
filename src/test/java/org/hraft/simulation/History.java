package org.hraft.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that some clients did, in whatever order it is told. It only grows, and has one thread. */
final class History {

    private final List<Operation> operations = new ArrayList<>();

    static History of(Operation... operations) {
        History history = new History();
        for (Operation operation : operations) {
            history.add(operation);
        }
        return history;
    }

    void add(Operation operation) {
        operations.add(operation);
    }

    int size() {
        return operations.size();
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The parts that can be judged one by one, because no operation has more than one key. */
    SortedMap<String, List<Operation>> byKey() {
        SortedMap<String, List<Operation>> parts = new TreeMap<>();
        for (Operation operation : operations) {
            parts.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
        }
        return parts;
    }

    @Override
    public String toString() {
        return operations.toString();
    }
}
