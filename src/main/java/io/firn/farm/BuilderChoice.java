package io.firn.farm;

import io.firn.node.Node;
import io.firn.node.NodeRole;
import io.firn.node.Vitals;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which builder gets an attempt. The rule: one that fits (role, system), is healthy and has a free slot; the one that built
 * this app last, as it has its toolchains and earlier outputs; else the least busy for its size, then the least loaded. A
 * builder that this build was lost on is taken only where there is no other.
 */
final class BuilderChoice {
    private final List<Node> nodes;
    private final Map<UUID, Long> busy;
    private final Map<UUID, String> refusals;

    BuilderChoice(List<Node> nodes, Map<UUID, Long> busy, Map<UUID, String> refusals) {
        this.nodes = nodes;
        this.busy = busy;
        this.refusals = refusals;
    }

    Optional<Node> best(String system, Optional<UUID> preferred, Set<UUID> lostOn) {
        Comparator<Node> order = Comparator.comparing((Node node) -> lostOn.contains(node.id()))
                .thenComparing(node -> !preferred.equals(Optional.of(node.id())))
                .thenComparingDouble(node -> (double) busy(node) / node.slots())
                .thenComparingDouble(node -> node.vitals().map(Vitals::load1).orElse(0.0))
                .thenComparing(Node::name);
        return nodes.stream()
                .filter(node -> fits(node, system) && node.state().takesWork() && busy(node) < node.slots())
                .filter(node -> !refusals.containsKey(node.id()))
                .min(order);
    }

    /** Why nobody takes it, for people. */
    Assignment refusal(String system) {
        List<Node> builders = nodes.stream()
                .filter(node -> node.roles().contains(NodeRole.BUILDER))
                .toList();
        if (builders.isEmpty()) {
            return new Assignment.NoBuilder(
                    "Could not build: this installation has no builder. Add one with: firn nodes add NAME --role builder");
        }
        List<Node> fitting =
                builders.stream().filter(node -> fits(node, system)).toList();
        if (fitting.isEmpty()) {
            return new Assignment.NoBuilder(
                    "Could not build for " + system + ": no builder builds for it. Add one with: "
                            + "firn nodes add NAME --role builder --system " + system);
        }
        List<Node> working = fitting.stream()
                .filter(node -> node.state().takesWork() && node.slots() > 0)
                .toList();
        if (working.isEmpty()) {
            String states = String.join(
                    ", ",
                    fitting.stream()
                            .map(node ->
                                    node.name() + " is " + node.state().name().toLowerCase(java.util.Locale.ROOT))
                            .toList());
            return new Assignment.NoBuilder("Could not build for " + system + ": no builder answers (" + states
                    + "). See why with: firn nodes");
        }
        List<String> tooFull = working.stream()
                .filter(node -> refusals.containsKey(node.id()))
                .map(node -> node.name() + ": " + refusals.get(node.id()))
                .toList();
        if (tooFull.size() == working.size()) {
            return new Assignment.AllBusy("Waiting for a builder with room: " + String.join("; ", tooFull) + ".");
        }
        return new Assignment.AllBusy("Waiting for a builder: all slots of "
                + String.join(", ", working.stream().map(Node::name).toList()) + " are taken.");
    }

    private long busy(Node node) {
        return busy.getOrDefault(node.id(), 0L);
    }

    private static boolean fits(Node node, String system) {
        return node.roles().contains(NodeRole.BUILDER) && node.systems().contains(system);
    }
}
