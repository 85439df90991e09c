package io.firn.flake;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Hashes of files whose lock file has none of them. They are looked up once, recorded, and are the same ever after: whoever
 * implements this answers each question once and for all.
 */
@FunctionalInterface
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
     * A file without a hash.
     *
     * @param registry neutral name of the registry
     * @param name package
     * @param version exact version
     * @param file path below the registry
     */
    record Wanted(String registry, String name, String version, String file) implements Comparable<Wanted> {
        private static final java.util.Comparator<Wanted> ORDER = java.util.Comparator.comparing(Wanted::registry)
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
        return of(deps.files());
    }

    private static Pins of(List<Deps.SourceFile> files) {
        var known = new java.util.HashMap<Wanted, String>();
        files.forEach(file ->
                known.put(new Wanted(file.registry(), file.name(), file.version(), file.file()), file.hash()));
        return wanted -> {
            var found = new java.util.HashMap<Wanted, String>();
            wanted.stream().filter(known::containsKey).forEach(one -> found.put(one, known.get(one)));
            return found;
        };
    }
}
