package org.hraft.server;

import org.hraft.node.Roster;
import org.hraft.server.ClusterClient.Peer;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Has the damaged store of this server made anew, as soon as the others can do without it. They can
 * if they have a leader, because then a majority of them is well; and as nothing is touched before,
 * the damage of a majority, which may be the work of one broken cable, costs nothing that an operator
 * could still bring back. Runs once, on one thread that it may block.
 */
final class Rebuilding {

    private static final long TRY_MILLIS = 1_000;

    private final boolean allowed;
    private final Joining.Node node;
    private final Doors doors;
    private final Joining.Clock clock;
    private final Screen screen;

    /**
     * Why the store cannot be made anew.
     *
     * @param lasting waiting does not help
     */
    private record Obstacle(boolean lasting, String text) {}

    /** @param allowed by the operator */
    Rebuilding(
            boolean allowed, Joining.Node node, Doors doors, Joining.Clock clock, Screen screen) {
        this.allowed = allowed;
        this.node = node;
        this.doors = doors;
        this.clock = clock;
        this.screen = screen;
    }

    /** True if the store is not damaged, or not any more; false if it stays so, which it has said. */
    boolean run() throws InterruptedException {
        while (node.status().damaged()) {
            Obstacle obstacle = obstacle();
            node.explainDamage(obstacle == null ? "; it is being made anew" : obstacle.text());
            String story = String.valueOf(node.status().lastError());
            if (obstacle == null) {
                screen.say(story + ", because the others have a leader");
                return isRebuilt();
            }
            if (obstacle.lasting()) {
                screen.say(story);
                return false;
            }
            screen.remind(story);
            clock.pause(TRY_MILLIS);
        }
        return true;
    }

    /** Once only: a disk that fails again would fill up with damaged stores. */
    private boolean isRebuilt() throws InterruptedException {
        boolean rebuilt;
        try {
            rebuilt = node.rebuild().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it never fails
        }
        if (!rebuilt) {
            node.explainDamage("; the store could not be made anew");
            screen.say(String.valueOf(node.status().lastError()));
        }
        return rebuilt;
    }

    private @Nullable Obstacle obstacle() {
        Roster roster = node.roster();
        if (!allowed) {
            return new Obstacle(
                    true,
                    "; it is not made anew because hraft.rebuild is false. Bring back an intact copy,"
                            + " or move the data directory away and let the server join again");
        }
        if (roster == null) {
            return new Obstacle(
                    true,
                    "; it is not known which cluster it belonged to. Bring back an intact copy, or"
                            + " move the data directory away and start the server with -join");
        }
        List<String> others = doors.others(roster);
        if (others.isEmpty()) {
            return new Obstacle(
                    true,
                    "; there is no other member that has the data. Bring back an intact copy, or move"
                            + " the data directory away and begin with nothing");
        }
        return ofOthers(roster, others);
    }

    private @Nullable Obstacle ofOthers(Roster roster, List<String> others) {
        for (String address : others) {
            Peer peer = doors.look(address, roster);
            if (peer != null && peer.hasLeaderBut(roster.id())) {
                return peer.members().contains(roster.id())
                        ? null
                        : new Obstacle(
                                true,
                                "; " + roster.id()
                                        + " is not a member of the cluster any more. Move"
                                        + " the data directory away, and start it with -join if it"
                                        + " is to be one again");
            }
        }
        return new Obstacle(
                false,
                "; it is made anew as soon as the others have a leader, and now none of "
                        + String.join(", ", others) + " knows one. Start them; if the disks of a"
                        + " majority are damaged, bring back intact copies");
    }
}
