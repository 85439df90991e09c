package io.firn.node;

import jakarta.persistence.Embeddable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a machine offers, and how much of it an operator lets Firn use. Never changed; replaced as a whole. */
@Embeddable
public class NodeTraits {
    private String systems;
    private int slots;
    private String labels;
    private String features;
    private String mandatoryFeatures;
    private @Nullable String region;
    private @Nullable Integer capacity;
    private @Nullable Long memoryLimit;

    protected NodeTraits() {
        this(Set.of(), 0, Map.of(), Set.of(), Set.of(), null, null, null);
    }

    /** Traits from words that were checked. */
    public NodeTraits(
            Set<String> systems,
            int slots,
            Map<String, String> labels,
            Set<String> features,
            Set<String> mandatoryFeatures,
            @Nullable String region,
            @Nullable Integer capacity,
            @Nullable Long memoryLimit) {
        this.systems = Words.join(systems.stream().sorted().toList());
        this.slots = slots;
        this.labels = Words.join(new TreeMap<>(labels));
        this.features = Words.join(features.stream().sorted().toList());
        this.mandatoryFeatures = Words.join(mandatoryFeatures.stream().sorted().toList());
        this.region = region;
        this.capacity = capacity;
        this.memoryLimit = memoryLimit;
    }

    /** What it builds for: {@code x86_64-linux}. */
    public Set<String> systems() {
        return Words.set(systems);
    }

    /** Builds at once that the machine was joined with. */
    public int slots() {
        return slots;
    }

    /** Builds at once that it may be given: its slots, or fewer where the operator says so. */
    public int usableSlots() {
        return capacity == null ? slots : Math.min(slots, capacity);
    }

    /** Words for placement. */
    public Map<String, String> labels() {
        return Words.map(labels);
    }

    /** What builds may ask for, as Nix calls them; the mandatory ones are among them. */
    public Set<String> features() {
        return Words.set(features);
    }

    /** A build is sent there only where it asks for all of these. */
    public Set<String> mandatoryFeatures() {
        return Words.set(mandatoryFeatures);
    }

    /** Whether a build that asks for these features may be sent there. */
    public boolean offers(Set<String> asked) {
        return features().containsAll(asked) && asked.containsAll(mandatoryFeatures());
    }

    /** Where the machine stands. */
    public Optional<String> region() {
        return Optional.ofNullable(region);
    }

    /** Builds at once that the operator allows, where that was said. */
    public Optional<Integer> capacity() {
        return Optional.ofNullable(capacity);
    }

    /** Bytes of memory that builds may have together, where that was said. */
    public Optional<Long> memoryLimit() {
        return Optional.ofNullable(memoryLimit);
    }
}
