package org.hraft.simulation;

import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * Runs tests and says which of them failed first, for the bugs that no simulation can see: those of Derby, of
 * HTTP and of the threads. A process of its own, as {@link Hunt}.
 */
final class TestHunt {

    private TestHunt() {}

    /**
     * Prints a {@link Quarry} as properties.
     *
     * @param tests methods, as in {@code org.hraft.SomeTest#aRule}
     */
    public static void main(String[] tests) throws IOException {
        PrintStream told = System.out;
        System.setOut(System.err); // where tests may say what they like
        run(tests).toProperties().store(told, null);
        told.flush();
        Runtime.getRuntime().halt(0); // threads of a broken product may go on for ever
    }

    /** In the place of schedules come the tests that were run. */
    static Quarry run(String... tests) {
        List<? extends DiscoverySelector> methods =
                Arrays.stream(tests).map(DiscoverySelectors::selectMethod).toList();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        long start = System.nanoTime();
        LauncherFactory.create().execute(request().selectors(methods).build(), listener);
        long millis = (System.nanoTime() - start) / 1_000_000;
        TestExecutionSummary summary = listener.getSummary();
        return summary.getFailures().stream()
                .findFirst()
                .map(failure -> new Quarry(
                        failure.getTestIdentifier().getLegacyReportingName(),
                        firstLine(failure.getException()),
                        summary.getTestsFoundCount(),
                        millis))
                .orElse(new Quarry("", "", summary.getTestsSucceededCount(), millis));
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
    }
}
