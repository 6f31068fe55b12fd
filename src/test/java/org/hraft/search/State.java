package org.hraft.search;

/**
 * Everything at one moment, as the numbers that {@link Transitions} has given to its parts.
 *
 * @param servers by place
 * @param packets under way, in the order of {@link Network}
 * @param ghost what has happened
 * @param budget what may still happen, see {@link Budget}
 */
@SuppressWarnings("ArrayRecordComponent") // millions of them; never changed, never compared
record State(int[] servers, int[] packets, int ghost, long budget) {

    State withTurn(int place, int server, int[] underWay) {
        int[] changed = servers.clone();
        changed[place] = server;
        return new State(changed, underWay, ghost, budget);
    }

    State with(int newGhost, long newBudget) {
        return new State(servers, packets, newGhost, newBudget);
    }

    State withPackets(int[] changed) {
        return new State(servers, changed, ghost, budget);
    }
}
