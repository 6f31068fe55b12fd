package org.hraft.search;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Goes from state to state, those first that are the fewest steps away, on all cores. What it finds is
 * so reached on a shortest way.
 */
final class Search {

    private final Transitions transitions;
    private final LongConsumer progress;
    private final Visited visited = new Visited();
    private final AtomicReference<@Nullable Find> find = new AtomicReference<>();

    /** A state from which a step breaks a rule. */
    private record Find(long state, Transitions.Find broken) {}

    /**
     * What a search has come to.
     *
     * @param states different ones
     * @param steps between them
     * @param depth the most steps from the beginning
     * @param complete no state is left that was not looked at
     * @param servers different ones, whose turns were computed
     * @param rule that was broken, empty if none was
     * @param story how to break it, a step a line
     */
    record Result(
            long states,
            long steps,
            int depth,
            boolean complete,
            int servers,
            String rule,
            List<String> story) {}

    Search(Cluster cluster) {
        this(cluster, states -> {});
    }

    /** @param progress is often told how many states there are, by any thread */
    Search(Cluster cluster, LongConsumer progress) {
        this.transitions = new Transitions(cluster);
        this.progress = progress;
    }

    /**
     * @param maxStates no further step is taken with so many; a search that ends there is not complete
     */
    Result run(long maxStates) {
        State start = transitions.start();
        visited.add(transitions.fingerprint(start), 0);
        List<State> frontier = List.of(start);
        long steps = 0;
        int depth = 0;
        while (!frontier.isEmpty() && find.get() == null && visited.size() < maxStates) {
            List<Expansion> parts = expand(frontier, maxStates);
            frontier = parts.stream().flatMap(part -> part.next.stream()).toList();
            steps += parts.stream().mapToLong(part -> part.steps).sum();
            depth += frontier.isEmpty() ? 0 : 1;
        }
        Find found = find.get();
        return new Result(
                visited.size(),
                steps,
                depth,
                frontier.isEmpty() && found == null,
                transitions.knownServers(),
                found == null ? "" : found.broken().rule(),
                found == null ? List.of() : story(start, found));
    }

    // ---- one step further

    private List<Expansion> expand(List<State> frontier, long maxStates) {
        int size = 1 << 10;
        int parts = (frontier.size() + size - 1) / size;
        return IntStream.range(0, parts)
                .parallel()
                .mapToObj(part -> {
                    Expansion expansion = new Expansion();
                    int from = part * size;
                    long states = visited.size();
                    progress.accept(states);
                    if (find.get() == null && states < maxStates) {
                        int to = Math.min(from + size, frontier.size());
                        frontier.subList(from, to).forEach(expansion::add);
                    }
                    return expansion;
                })
                .toList();
    }

    private final class Expansion {
        final List<State> next = new ArrayList<>();
        long steps;

        void add(State state) {
            long from = transitions.fingerprint(state);
            try {
                transitions.successors(state, (after, place, input) -> {
                    steps++;
                    if (visited.add(transitions.fingerprint(after), from)) {
                        next.add(after);
                    }
                });
            } catch (Transitions.Find broken) {
                find.compareAndSet(null, new Find(from, broken));
            }
        }
    }

    // ---- the way to a find

    private List<String> story(State start, Find found) {
        List<Long> way = new ArrayList<>();
        long first = transitions.fingerprint(start);
        for (long at = found.state(); at != first; at = visited.from(at)) {
            way.add(0, at);
        }
        List<String> story = new ArrayList<>();
        State at = start;
        for (long next : way) {
            at = tell(at, next, story);
        }
        story.add(String.valueOf(found.broken().getMessage()));
        return story;
    }

    /** Goes on to the state with this fingerprint. */
    private State tell(State from, long fingerprint, List<String> story) {
        AtomicReference<@Nullable State> there = new AtomicReference<>();
        try {
            transitions.successors(from, (after, place, input) -> {
                if (there.get() == null && transitions.fingerprint(after) == fingerprint) {
                    there.set(after);
                    story.add("server " + place + ", when " + input);
                }
            });
        } catch (Transitions.Find alsoBroken) {
            story.add("(here, too: " + alsoBroken.getMessage() + ")");
        }
        State next = there.get();
        if (next == null) {
            throw new IllegalStateException("the way to a find is lost");
        }
        return next;
    }
}
