package io.firn.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A node as callers see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeView(
        UUID id,
        String name,
        Set<NodeRole> roles,
        String address,
        Set<String> systems,
        int slots,
        Map<String, String> labels,
        Set<String> features,
        Set<String> mandatoryFeatures,
        @Nullable String region,
        @Nullable Integer capacity,
        @Nullable Long memoryLimit,
        NodeState state,
        @Nullable String reason,
        Instant joinedAt,
        @Nullable Instant lastSeen,
        @Nullable Vitals vitals,
        @Nullable Long storeSize,
        Set<AlertKind> alerts,
        Set<String> unenforced,
        boolean tunnel) {

    static NodeView of(Node node) {
        return new NodeView(
                node.id(),
                node.name(),
                node.roles(),
                node.peer().toString(),
                node.systems(),
                node.traits().slots(),
                node.labels(),
                node.traits().features(),
                node.traits().mandatoryFeatures(),
                node.traits().region().orElse(null),
                node.traits().capacity().orElse(null),
                node.traits().memoryLimit().orElse(null),
                node.state(),
                node.reason().orElse(null),
                node.joinedAt(),
                node.lastSeen().orElse(null),
                node.vitals().orElse(null),
                node.storeSize().orElse(null),
                node.alerts(),
                node.unenforced(),
                node.tunnelPort().isPresent());
    }
}
