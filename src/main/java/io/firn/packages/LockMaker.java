package io.firn.packages;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.packages.PackageIndex.Offered;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Follows dependencies from the roots and writes what it reaches into a lock, by the rules of the set's README. */
final class LockMaker {
    private final PackageIndex index;
    private final Set<String> ignore;

    LockMaker(PackageIndex index, Collection<String> ignore) {
        this.index = index;
        this.ignore = Set.copyOf(ignore);
    }

    PackageLock make(String release, String architecture, List<String> roots) {
        SortedMap<String, PackageLock.Entry> packages = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            String name = open.pop();
            if (packages.containsKey(name)) {
                continue;
            }
            Offered offered = index.find(name)
                    .orElseThrow(() -> Fault.of(
                            FaultCode.INVALID,
                            "Could not lock the release '" + release + "': its index has no package '" + name + "'.",
                            "Correct the name in roots.json."));
            var depends = new TreeSet<String>();
            for (List<String> clause : offered.clauses()) {
                if (clause.stream().noneMatch(ignore::contains)) {
                    depends.add(choose(release, name, clause));
                }
            }
            depends.remove(name);
            packages.put(
                    name,
                    new PackageLock.Entry(
                            offered.version(), offered.file(), offered.sha256(), offered.size(), List.copyOf(depends)));
            open.addAll(depends);
        }
        return new PackageLock(1, release, architecture, packages);
    }

    private String choose(String release, String name, List<String> clause) {
        return clause.stream()
                .filter(alternative -> index.find(alternative).isPresent())
                .findFirst()
                .or(() -> index.providerOf(clause))
                .orElseThrow(() -> Fault.of(
                        FaultCode.INVALID,
                        "Could not lock the release '" + release + "': '" + name + "' wants '"
                                + String.join(" | ", clause) + "', which no package of its index is or provides.",
                        "Add the suite that has it to roots.json, or put the name into 'ignore'."));
    }
}
