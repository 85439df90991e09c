package io.firn.flake;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hashes of files whose lock file has none of them. They are looked up once, recorded, and are the same ever after: whoever
 * implements this answers each question once and for all.
 */
public interface Pins {
    /** Knows nothing: lock files have to bring their own hashes. */
    Pins NONE = wanted -> Map.of();

    /**
     * The SRI hash of each file; those that cannot be had are missing from the answer.
     *
     * @param wanted files without a hash
     */
    Map<Wanted, String> hashes(Collection<Wanted> wanted);

    /**
     * The files that a registry lists of a package, for lock files that give hashes and no file names; empty where it cannot be
     * asked. Only files whose hash the lock file gives are taken, so this has to be no secret and no truth.
     */
    default List<Listed> listing(String registry, String name) {
        return List.of();
    }

    /**
     * What was resolved once for build files of which no lock file tells the outcome (Maven); empty where that was not done yet.
     *
     * @param digest SRI of the build files, as {@code lockDigest} of the answer
     */
    default Optional<Deps> resolved(String digest) {
        return Optional.empty();
    }

    /**
     * The lock file that was made once of an app that has none (npm); empty where that was not done yet.
     *
     * @param digest SRI of the build files
     */
    default Optional<String> lock(String digest) {
        return Optional.empty();
    }

    /**
     * Whether trees that Nix code names as inputs are fetched for it before the evaluation. Else Nix does that itself, by what their lock
     * says of them, hash and all: a flake that was taken away.
     */
    default boolean bringsInputs() {
        return true;
    }

    /**
     * A file as a registry lists it.
     *
     * @param file path below the registry
     * @param hash {@code sha256:<hex>}
     */
    record Listed(String file, String hash) {}

    /**
     * A file without a hash.
     *
     * @param registry neutral name of the registry
     * @param name package
     * @param version exact version
     * @param file path below the registry
     */
    record Wanted(String registry, String name, String version, String file) implements Comparable<Wanted> {
        private static final Comparator<Wanted> ORDER = Comparator.comparing(Wanted::registry)
                .thenComparing(Wanted::file)
                .thenComparing(Wanted::version)
                .thenComparing(Wanted::name);

        @Override
        public int compareTo(Wanted other) {
            return ORDER.compare(this, other);
        }
    }

    /** Pins out of a deps.json that was made before. */
    static Pins of(Deps deps) {
        var known = new HashMap<Wanted, String>();
        deps.files()
                .forEach(file ->
                        known.put(new Wanted(file.registry(), file.name(), file.version(), file.file()), file.hash()));
        return new Pins() {
            @Override
            public Map<Wanted, String> hashes(Collection<Wanted> wanted) {
                var found = new HashMap<Wanted, String>();
                wanted.stream().filter(known::containsKey).forEach(one -> found.put(one, known.get(one)));
                return found;
            }

            @Override
            public Optional<Deps> resolved(String digest) {
                return Optional.of(deps).filter(made -> digest.equals(made.lockDigest()));
            }
        };
    }
}
