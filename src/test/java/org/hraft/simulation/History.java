package org.hraft.simulation;

import java.util.ArrayList;
import java.util.List;

final class History {
    final List<Operation> all = new ArrayList<>();

    void add(Operation operation) {
        all.add(operation);
    }
}
