package io.firn.farm;

import io.firn.nix.Derivation;
import io.firn.nix.StorePath;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a builder came to have what a build needed.
 *
 * @param derivations all that the build's derivation stands on, itself too
 * @param held outputs among them that the builder's store has
 * @param clock the builder's clock when it answered
 */
public record Provenance(List<Derivation> derivations, Map<StorePath, Held> held, Instant clock) {
    public Provenance {
        derivations = List.copyOf(derivations);
        held = Map.copyOf(held);
    }

    /**
     * One path of the store.
     *
     * @param since when it came there, by the builder's clock
     * @param madeHere whether it was built there rather than fetched
     */
    public record Held(Instant since, boolean madeHere) {}
}
