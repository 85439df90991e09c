package io.firn.farm;

import io.firn.node.Node;
import io.firn.node.NodeRole;
import io.firn.schedule.Waiting;
import java.util.List;

/** Why nobody takes a build, for people. */
final class Refusal {
    private Refusal() {}

    static Assignment of(List<Node> nodes, Waiting waiting, String system) {
        List<Node> builders = nodes.stream()
                .filter(node -> node.roles().contains(NodeRole.BUILDER))
                .toList();
        if (builders.isEmpty()) {
            return new Assignment.NoBuilder(
                    "Could not build: this installation has no builder. Add one with: firn nodes add NAME --role builder");
        }
        if (builders.stream().noneMatch(node -> node.traits().systems().contains(system))) {
            return new Assignment.NoBuilder(
                    "Could not build for " + system + ": no builder builds for it. Add one with: "
                            + "firn nodes add NAME --role builder --system " + system);
        }
        if (!waiting.possible()) {
            return new Assignment.NoBuilder("Could not build for " + system + ": no builder takes it ("
                    + Queue.told(waiting.obstacles()) + "). See why with: firn builds why-waiting");
        }
        return new Assignment.AllBusy(
                "Waiting for a builder: " + waiting.summary() + ". See why with: firn builds why-waiting");
    }
}
