package io.firn.build;

import io.firn.farm.BuildSecret;
import io.firn.farm.Network;
import io.firn.farm.Upload;
import io.firn.nix.StorePath;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a build needs that is not in its row, made anew from the source by whoever goes on with it.
 *
 * @param paths what the flake reference leads to and what the flake locks, references first
 * @param flakeRef {@code path:/nix/store/<hash>-source}
 * @param network what its fetches can reach
 * @param secrets what the app's own derivations may know
 * @param kept whether a path is still whole in the cache, so that it need not be built again
 */
public record BuildInputs(
        List<Upload> paths, String flakeRef, Network network, List<BuildSecret> secrets, Predicate<StorePath> kept) {
    public BuildInputs {
        paths = List.copyOf(paths);
        secrets = List.copyOf(secrets);
    }

    /** Inputs of a build that has no secrets. */
    public BuildInputs(List<Upload> paths, String flakeRef, Network network, Predicate<StorePath> kept) {
        this(paths, flakeRef, network, List.of(), kept);
    }

    /** Inputs of a build whose Nix code is all Firn's. */
    public BuildInputs(List<Upload> paths, String flakeRef, Predicate<StorePath> kept) {
        this(paths, flakeRef, Network.BUILDER, kept);
    }
}
