package io.firn.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Nodes as an operator's dashboards see them; made anew after each round of heartbeats. */
@Singleton
class NodeMeters {
    private final MultiGauge state;
    private final MultiGauge alert;
    private final MultiGauge cpu;
    private final MultiGauge memory;
    private final MultiGauge disk;
    private final MultiGauge builds;
    private final MultiGauge slots;

    NodeMeters(MeterRegistry meters) {
        state = gauge(meters, "firn.node.state", "1 for the state that the node is in");
        alert = gauge(meters, "firn.node.alert", "1 while an alert of the node is up");
        cpu = gauge(meters, "firn.node.cpu.busy", "Share of processor time in use, 0 to 1");
        memory = gauge(meters, "firn.node.memory.used", "Share of memory in use, 0 to 1");
        disk = gauge(meters, "firn.node.disk.used", "Share of the fuller file system in use, 0 to 1");
        builds = gauge(meters, "firn.node.builds", "Builds that run");
        slots = gauge(meters, "firn.node.slots", "Builds at once that may be given to it");
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    void show(List<Node> nodes) {
        var states = new ArrayList<MultiGauge.Row<?>>();
        var alerts = new ArrayList<MultiGauge.Row<?>>();
        for (Node node : nodes) {
            for (NodeState each : NodeState.values()) {
                states.add(MultiGauge.Row.of(
                        Tags.of("node", node.name(), "state", each.word()), node.state() == each ? 1 : 0));
            }
            for (AlertKind kind : AlertKind.values()) {
                alerts.add(MultiGauge.Row.of(
                        Tags.of("node", node.name(), "alert", kind.label()),
                        node.alerts().contains(kind) ? 1 : 0));
            }
        }
        state.register(states, true);
        alert.register(alerts, true);
        cpu.register(rows(nodes, Vitals::cpuBusy), true);
        memory.register(rows(nodes, Vitals::memoryUsed), true);
        disk.register(rows(nodes, Vitals::diskUsed), true);
        builds.register(rows(nodes, Vitals::builds), true);
        slots.register(
                nodes.stream()
                        .<MultiGauge.Row<?>>map(
                                node -> MultiGauge.Row.of(Tags.of("node", node.name()), (Number) node.slots()))
                        .toList(),
                true);
    }

    private static List<MultiGauge.Row<?>> rows(List<Node> nodes, ToDoubleFunction<Vitals> value) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        for (Node node : nodes) {
            node.vitals()
                    .ifPresent(vitals -> rows.add(
                            MultiGauge.Row.of(Tags.of("node", node.name()), (Number) value.applyAsDouble(vitals))));
        }
        return rows;
    }
}
