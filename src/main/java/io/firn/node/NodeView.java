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
        NodeState state,
        @Nullable String reason,
        Instant joinedAt,
        @Nullable Instant lastSeen,
        @Nullable Vitals vitals) {

    static NodeView of(Node node) {
        return new NodeView(
                node.id(),
                node.name(),
                node.roles(),
                node.peer().toString(),
                node.systems(),
                node.slots(),
                node.labels(),
                node.state(),
                node.reason().orElse(null),
                node.joinedAt(),
                node.lastSeen().orElse(null),
                node.vitals().orElse(null));
    }
}
