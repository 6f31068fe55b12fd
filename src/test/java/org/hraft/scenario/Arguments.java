package org.hraft.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The words of a command that are not read yet. */
final class Arguments {

    private static final long MILLIS = 1_000_000;

    private final ArrayDeque<String> words;

    Arguments(String line) {
        words = new ArrayDeque<>(List.of(line.trim().split(" +")));
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    String next() {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("something is missing at the end");
        }
        return words.remove();
    }

    long number() {
        return Long.parseLong(next());
    }

    /** True if the next word is this one, which is then taken. */
    boolean take(String word) {
        boolean found = word.equals(words.peek());
        if (found) {
            words.remove();
        }
        return found;
    }

    List<String> rest() {
        List<String> rest = List.copyOf(words);
        words.clear();
        return rest;
    }

    /** As many numbers as follow. */
    List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        while (!words.isEmpty() && words.element().matches("[0-9]+")) {
            numbers.add(number());
        }
        return numbers;
    }

    boolean isLink() {
        String word = words.peek();
        return word != null && word.contains(">");
    }

    Network.Link link() {
        String word = next();
        int arrow = word.indexOf('>');
        return new Network.Link(
                Integer.parseInt(word.substring(0, arrow)),
                Integer.parseInt(word.substring(arrow + 1)));
    }

    long nanos() {
        String word = next();
        if (!word.endsWith("ms")) {
            throw new IllegalArgumentException("a time in ms is missing");
        }
        return Long.parseLong(word.substring(0, word.length() - 2)) * MILLIS;
    }
}
