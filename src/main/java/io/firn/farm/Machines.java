package io.firn.farm;

import io.firn.node.Node;
import io.firn.node.NodeRole;
import io.firn.node.NodeState;
import io.firn.node.NodeTraits;
import io.firn.node.Vitals;
import io.firn.schedule.Machine;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Nodes as the scheduler sees them. */
final class Machines {
    /** What a machine keeps of its memory for itself. */
    private static final long OWN_MEMORY = 512L << 20;

    private static final double FETCHED_PER_SECOND = 50e6;

    private Machines() {}

    /** Those that build; refusals say which of them get no new work, and why. */
    static List<Machine> of(
            List<Node> nodes, Map<UUID, String> refusals, Map<UUID, Double> speeds, Map<UUID, Set<String>> holds) {
        return nodes.stream()
                .filter(node -> node.roles().contains(NodeRole.BUILDER))
                .map(node -> of(
                        node,
                        refusals.getOrDefault(node.id(), ""),
                        speeds.getOrDefault(node.id(), 1.0),
                        holds.getOrDefault(node.id(), Set.of())))
                .toList();
    }

    private static Machine of(Node node, String refusal, double speed, Set<String> holds) {
        NodeTraits traits = node.traits();
        Optional<Vitals> vitals = node.vitals();
        long seen = vitals.filter(known -> known.memoryTotal() > 0)
                .map(known -> Math.max(OWN_MEMORY, known.memoryTotal() - OWN_MEMORY))
                .orElse(Long.MAX_VALUE);
        return new Machine(
                node.id(),
                node.name(),
                traits.systems(),
                traits.features(),
                traits.mandatoryFeatures(),
                traits.usableSlots(),
                speed,
                Math.min(seen, traits.memoryLimit().orElse(Long.MAX_VALUE)),
                vitals.filter(known -> known.storeTotal() > 0)
                        .map(Vitals::storeFree)
                        .orElse(Long.MAX_VALUE),
                closed(node, refusal),
                holds,
                FETCHED_PER_SECOND);
    }

    private static String closed(Node node, String refusal) {
        NodeState state = node.state();
        return state.takesWork()
                ? refusal.isEmpty() ? "" : "gets no new work: " + refusal
                : "is " + state.name().toLowerCase(Locale.ROOT)
                        + node.reason().map(reason -> ": " + reason).orElse("");
    }
}
