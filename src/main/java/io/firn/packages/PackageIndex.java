package io.firn.packages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the package indexes of a release offer: of each name the highest version. */
final class PackageIndex {
    /**
     * One package of an index.
     *
     * @param clauses what it depends on: all clauses must hold, one alternative of each
     */
    record Offered(String name, String version, String file, String sha256, long size, List<List<String>> clauses) {
        Offered {
            clauses = List.copyOf(clauses);
        }
    }

    private final Map<String, Offered> packages = new TreeMap<>();
    private final Map<String, SortedSet<String>> providers = new HashMap<>();
    private final Map<String, List<String>> provides = new HashMap<>();

    /** Adds the text of a Packages file. */
    void add(String packagesFile) {
        for (Map<String, String> stanza : AptSources.stanzas(packagesFile)) {
            String name = stanza.getOrDefault("package", "");
            String version = stanza.getOrDefault("version", "");
            Offered known = packages.get(name);
            if (name.isEmpty() || (known != null && DebianVersion.compare(known.version(), version) >= 0)) {
                continue;
            }
            List<List<String>> clauses = new ArrayList<>(clauses(stanza.getOrDefault("pre-depends", "")));
            clauses.addAll(clauses(stanza.getOrDefault("depends", "")));
            packages.put(
                    name,
                    new Offered(
                            name,
                            version,
                            stanza.getOrDefault("filename", ""),
                            stanza.getOrDefault("sha256", ""),
                            Long.parseLong(stanza.getOrDefault("size", "0")),
                            clauses));
            provides.put(
                    name,
                    clauses(stanza.getOrDefault("provides", "")).stream()
                            .map(List::getFirst)
                            .toList());
        }
        providers.clear();
        provides.forEach((name, all) -> all.forEach(virtual ->
                providers.computeIfAbsent(virtual, any -> new TreeSet<>()).add(name)));
    }

    Optional<Offered> find(String name) {
        return Optional.ofNullable(packages.get(name));
    }

    /** The first, by name, of the packages that provide one of the names. */
    Optional<String> providerOf(List<String> names) {
        return names.stream()
                .flatMap(name -> providers.getOrDefault(name, new TreeSet<>()).stream())
                .sorted()
                .findFirst();
    }

    /** {@code a (>= 1) | b:any, c} as [[a, b], [c]]. */
    static List<List<String>> clauses(String field) {
        var clauses = new ArrayList<List<String>>();
        for (String clause : field.replace('\n', ' ').split(",", -1)) {
            var names = new ArrayList<String>();
            for (String alternative : clause.split("\\|", -1)) {
                String name = alternative.strip().split("[\\s(\\[<:]", 2)[0];
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
            if (!names.isEmpty()) {
                clauses.add(List.copyOf(names));
            }
        }
        return clauses;
    }
}
