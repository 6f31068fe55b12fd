package org.hraft.server;

import org.hraft.node.Identity;
import org.hraft.node.NodeStatus;
import org.hraft.node.Roster;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The server n1 at a:1 with a damaged store, and the others as they seem to it. */
final class Damaged implements Joining.Node {

    @Nullable
    String damage = "Entry 7 is damaged";

    @Nullable
    volatile String clusterId = "c";

    /** Those that the store's owner remembers; null: nobody does. */
    @Nullable
    List<String> addresses = List.of("a:1", "b:2");

    List<ClusterClient.Peer> others = List.of();
    boolean failsAgain;
    int rebuilds;

    /** Somebody stops the server after a while. */
    final FakeClock clock = new FakeClock();

    private String outlook = "";
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    Rebuilding rebuilding(boolean allowed) {
        clock.endAfterPauses = 10;
        PrintStream stream = new PrintStream(screen, true, StandardCharsets.UTF_8);
        return new Rebuilding(allowed, this, doors(), clock, new Screen(stream, clock));
    }

    private Doors doors() {
        ServerConfig config = new ServerConfig("n1", "a:1", "a:2", List.of(), "d", 0, true, true);
        return new Doors(config, address -> others.stream().findFirst().orElse(null));
    }

    String screen() {
        return screen.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    // ---- the server

    @Override
    public NodeStatus status() {
        var self = new NodeStatus.Peer("n1", "a:2", "a:1", true, null);
        return new NodeStatus(
                "n1",
                "",
                clusterId,
                damage == null ? NodeStatus.Role.FOLLOWER : NodeStatus.Role.HALTED,
                0,
                damage == null ? "n2" : null,
                0,
                0,
                0,
                0,
                List.of(self),
                new NodeStatus.Disk(false, damage != null, false, ""),
                damage == null ? null : damage + outlook);
    }

    @Override
    public void explainDamage(String sentence) {
        outlook = sentence;
    }

    @Override
    public CompletionStage<Boolean> rebuild() {
        rebuilds++;
        damage = failsAgain ? damage : null;
        return CompletableFuture.completedFuture(!failsAgain);
    }

    @Override
    public @Nullable String claim() {
        return null;
    }

    @Override
    public @Nullable Roster roster() {
        return addresses == null ? null : new Roster("n1", "c", addresses);
    }

    @Override
    public Identity identity() {
        return new Identity("n1", "", clusterId, "a:2", "a:1");
    }

    @Override
    public CompletionStage<Boolean> bootstrap(String clusterId) {
        throw new AssertionError("a server that has a cluster founds none");
    }

    @Override
    public boolean serves() {
        return true;
    }
}
