package org.hraft.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What an operator says about one server. Each setting is a MicroProfile Config property, so {@code
 * hraft.id} may also be the environment's {@code HRAFT_ID}.
 *
 * @param id the server's name; empty: the one that is kept in the data directory, or a new one
 * @param httpAddress {@code hraft.haddr}, where clients reach this server
 * @param raftAddress {@code hraft.raddr}, where peers reach it; its port is also the one of the
 *     listener that serves them
 * @param join {@code hraft.join}, client addresses of servers to join through, in order
 * @param data {@code hraft.data}, the directory of this server's store
 * @param bootstrapExpect {@code hraft.bootstrap-expect}, how many equal servers found a cluster
 *     together; 0 if that is not wanted
 * @param rebuild {@code hraft.rebuild}, whether a damaged store may be put aside and made anew from
 *     the others
 * @param warmUp {@code hraft.warm-up}, whether the server makes requests itself after its start, see
 *     {@link WarmUp}
 */
public record ServerConfig(
        String id,
        String httpAddress,
        String raftAddress,
        List<String> join,
        String data,
        int bootstrapExpect,
        boolean rebuild,
        boolean warmUp) {

    private static final int MAX_EXPECTED = 99;
    private static final int MAX_PORT = 65_535;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern ADDRESS =
            Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})");

    /** The operator's settings cannot be used. The message is one line, for the operator. */
    public static final class ConfigException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ConfigException(String message) {
            super(message);
        }
    }

    public ServerConfig {
        join = List.copyOf(join);
        check(
                id.isEmpty() || ID.matcher(id).matches(),
                "hraft.id is not a name of 1 to 64 letters, digits, dots, dashes and underscores: "
                        + id);
        port("hraft.haddr", httpAddress);
        port("hraft.raddr", raftAddress);
        check(
                !httpAddress.equals(raftAddress),
                "hraft.haddr and hraft.raddr are the same address: " + raftAddress);
        join.forEach(address -> port("hraft.join", address));
        check(
                bootstrapExpect >= 0 && bootstrapExpect <= MAX_EXPECTED,
                "hraft.bootstrap-expect is not between 1 and " + MAX_EXPECTED + ": "
                        + bootstrapExpect);
        check(
                bootstrapExpect <= 1 || !join.isEmpty(),
                "hraft.bootstrap-expect needs the addresses of the others in hraft.join");
    }

    /**
     * Reads the settings.
     *
     * @param property the value of a property, if it is set
     * @throws ConfigException if a setting is missing or wrong
     */
    public static ServerConfig read(Function<String, Optional<String>> property) {
        Function<String, String> trimmed =
                name -> property.apply(name).orElse("").trim();
        String data = trimmed.apply("hraft.data");
        check(!data.isEmpty(), "hraft.data, the data directory, is not set");
        return new ServerConfig(
                trimmed.apply("hraft.id"),
                orElse(trimmed.apply("hraft.haddr"), "localhost:8080"),
                orElse(trimmed.apply("hraft.raddr"), "localhost:9000"),
                Arrays.stream(trimmed.apply("hraft.join").split(",", -1))
                        .map(String::trim)
                        .filter(address -> !address.isEmpty())
                        .distinct()
                        .toList(),
                data,
                number(orElse(trimmed.apply("hraft.bootstrap-expect"), "0")),
                truth("hraft.rebuild", orElse(trimmed.apply("hraft.rebuild"), "true")),
                truth("hraft.warm-up", orElse(trimmed.apply("hraft.warm-up"), "true")));
    }

    /** The port of the listener for peers. */
    public int raftPort() {
        return port("hraft.raddr", raftAddress);
    }

    private static int port(String name, String address) {
        var matcher = ADDRESS.matcher(address);
        check(matcher.matches(), name + " is not host:port: " + address);
        int port = Integer.parseInt(matcher.group(2));
        check(port >= 1 && port <= MAX_PORT, name + " has no valid port: " + address);
        return port;
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ConfigException("hraft.bootstrap-expect is not a number: " + value);
        }
    }

    private static boolean truth(String name, String value) {
        check(
                value.equals("true") || value.equals("false"),
                name + " is not true or false: " + value);
        return value.equals("true");
    }

    private static String orElse(String value, String otherwise) {
        return value.isEmpty() ? otherwise : value;
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new ConfigException(message);
        }
    }
}
