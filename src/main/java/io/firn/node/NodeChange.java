package io.firn.node;

import io.firn.fault.Fault;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes of a node's traits; what is left out stays.
 *
 * @param region an empty text for none
 * @param capacity builds at once; as many as there are slots, or more, for no limit
 * @param memoryLimit bytes that builds may have together; 0 for no limit
 */
public record NodeChange(
        @Nullable Set<String> systems,
        @Nullable Integer slots,
        @Nullable Map<String, String> labels,
        @Nullable Set<String> features,
        @Nullable Set<String> mandatoryFeatures,
        @Nullable String region,
        @Nullable Integer capacity,
        @Nullable Long memoryLimit) {

    /** The node's traits with these changes; a fault names each wrong field. */
    NodeTraits of(Node node) {
        NodeTraits now = node.traits();
        try {
            return new NodeSpec(
                            node.name(),
                            node.roles(),
                            new NodeSpec.Ssh(
                                    node.peer().host(),
                                    node.peer().port(),
                                    node.peer().user()),
                            node.peer().hostKey(),
                            systems == null ? now.systems() : systems,
                            slots == null ? (Integer) now.slots() : slots,
                            labels == null ? now.labels() : labels,
                            features == null ? now.features() : features,
                            mandatoryFeatures == null ? now.mandatoryFeatures() : mandatoryFeatures,
                            wantedRegion(now),
                            capacity == null ? now.capacity().orElse(null) : capacity,
                            wantedMemory(now))
                    .checked()
                    .traits();
        } catch (Fault fault) {
            throw fault.fields().isEmpty()
                    ? fault
                    : Fault.invalid(
                            "Could not change the node '" + node.name() + "': not all is valid.", fault.fields());
        }
    }

    private @Nullable String wantedRegion(NodeTraits now) {
        if (region == null) {
            return now.region().orElse(null);
        }
        return region.isEmpty() ? null : region;
    }

    private @Nullable Long wantedMemory(NodeTraits now) {
        if (memoryLimit == null) {
            return now.memoryLimit().orElse(null);
        }
        return memoryLimit == 0 ? null : memoryLimit;
    }
}
