package org.hraft.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/**
 * What many seeds came to, added up. Immutable; as properties it survives the process.
 *
 * @param firstSeed of an unbroken range
 * @param schedules seeds that were played, each with a history that was found linearizable
 * @param events of all timelines
 * @param virtualSeconds that the clusters lived, all together
 * @param requests of all clients
 * @param operations of these in the histories; the others were not applied, or unanswered reads
 * @param slowestConvergenceMillis of virtual time, from the healing on
 * @param wallSeconds that it took, all pieces together
 */
record Totals(
        long firstSeed,
        long schedules,
        long events,
        double virtualSeconds,
        long requests,
        long operations,
        long slowestConvergenceMillis,
        double wallSeconds,
        Map<Fault, Long> faults) {

    static Totals none(long firstSeed) {
        return new Totals(firstSeed, 0, 0, 0, 0, 0, 0, 0, Map.of());
    }

    Totals plus(Simulation.Result result) {
        return new Totals(
                firstSeed,
                schedules + 1,
                events + result.events(),
                virtualSeconds + result.nanos() / 1e9,
                requests + result.requests(),
                operations + result.operations(),
                Math.max(slowestConvergenceMillis, result.convergedNanos() / 1_000_000),
                wallSeconds,
                plus(result.faults()));
    }

    private Map<Fault, Long> plus(Map<Fault, Long> more) {
        Map<Fault, Long> sum = new EnumMap<>(Fault.class);
        sum.putAll(faults);
        more.forEach((fault, count) -> sum.merge(fault, count, Long::sum));
        return sum;
    }

    Totals after(double moreWallSeconds) {
        return new Totals(
                firstSeed,
                schedules,
                events,
                virtualSeconds,
                requests,
                operations,
                slowestConvergenceMillis,
                wallSeconds + moreWallSeconds,
                faults);
    }

    long nextSeed() {
        return firstSeed + schedules;
    }

    double clusterHours() {
        return virtualSeconds / 3_600;
    }

    /** For people. */
    String inWords() {
        return String.format(
                "%,d schedules, %,.1f cluster-hours in %,.0f s (%.2f cluster-hours a second),"
                        + " %,d events, %,d requests, %,d operations in linearizable histories,"
                        + " slowest convergence %,d ms, faults %s",
                schedules,
                clusterHours(),
                wallSeconds,
                clusterHours() / wallSeconds,
                events,
                requests,
                operations,
                slowestConvergenceMillis,
                faults);
    }

    // ---- as properties

    Properties toProperties() {
        Properties saved = new Properties();
        saved.setProperty("firstSeed", Long.toString(firstSeed));
        saved.setProperty("schedules", Long.toString(schedules));
        saved.setProperty("events", Long.toString(events));
        saved.setProperty("virtualSeconds", Double.toString(virtualSeconds));
        saved.setProperty("requests", Long.toString(requests));
        saved.setProperty("operations", Long.toString(operations));
        saved.setProperty("slowestConvergenceMillis", Long.toString(slowestConvergenceMillis));
        saved.setProperty("wallSeconds", Double.toString(wallSeconds));
        faults.forEach((fault, count) -> saved.setProperty(fault.name(), Long.toString(count)));
        return saved;
    }

    static Totals of(Properties saved) {
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            String count = saved.getProperty(fault.name());
            if (count != null) {
                faults.put(fault, Long.valueOf(count));
            }
        }
        return new Totals(
                Long.parseLong(saved.getProperty("firstSeed")),
                Long.parseLong(saved.getProperty("schedules")),
                Long.parseLong(saved.getProperty("events")),
                Double.parseDouble(saved.getProperty("virtualSeconds")),
                Long.parseLong(saved.getProperty("requests")),
                Long.parseLong(saved.getProperty("operations")),
                Long.parseLong(saved.getProperty("slowestConvergenceMillis")),
                Double.parseDouble(saved.getProperty("wallSeconds")),
                faults);
    }
}
