package org.hraft.search;

import org.hraft.simulation.Quarry;

import java.io.IOException;

/**
 * Searches one scope and tells the standard output what it found, so that a mutant can be searched in
 * a process of its own.
 */
public final class SearchHunt {

    private SearchHunt() {}

    /**
     * Prints a {@link Quarry} as properties, and how to get to a find to the standard error.
     *
     * @param arguments the name of a {@link Scope}, and after how many states to give up
     */
    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        Search.Result result =
                new Search(Scope.named(arguments[0]).cluster()).run(Long.parseLong(arguments[1]));
        long millis = (System.nanoTime() - start) / 1_000_000;
        boolean found = !result.story().isEmpty();
        result.story().forEach(System.err::println);
        new Quarry(found ? "Search" : "", result.rule(), result.states(), millis)
                .toProperties()
                .store(System.out, null);
    }
}
