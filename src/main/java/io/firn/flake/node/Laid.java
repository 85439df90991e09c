package io.firn.flake.node;

import io.firn.flake.Deps;
import io.firn.flake.Sri;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Writes a finished tree of packages down as deps.json. */
final class Laid {
    private Laid() {}

    /** Files and links of a placement; what production does not reach is for development. */
    static Deps out(String lockText, Placement placement, Collection<Importer> importers) {
        Set<String> production = placement.production(importers);
        var files = new ArrayList<Deps.SourceFile>();
        var links = new ArrayList<Deps.Link>();
        placement.places().forEach((path, id) -> {
            LockedPackage found = placement.at(path);
            if (found == null) {
                return;
            }
            boolean dev = !production.contains(path);
            if (found.folder() != null) {
                links.add(new Deps.Link(path, found.folder(), dev));
            } else {
                files.add(file(path, found, dev));
            }
        });
        return deps(lockText, files, links);
    }

    static Deps.SourceFile file(String path, LockedPackage found, boolean dev) {
        LockedPackage.Archive archive = found.archive();
        if (archive == null) {
            throw new IllegalArgumentException("not a package of a registry: " + found.id());
        }
        LockedPackage.Platform platform = found.platform();
        return new Deps.SourceFile(
                found.name(),
                found.version(),
                path,
                archive.registry(),
                archive.file(),
                archive.hash(),
                dev,
                platform.optional(),
                platform.os(),
                platform.cpu(),
                platform.libc());
    }

    static Deps deps(String lockText, List<Deps.SourceFile> files, List<Deps.Link> links) {
        files.sort(Comparator.comparing(file -> String.valueOf(file.path())));
        links.sort(Comparator.comparing(Deps.Link::path));
        return new Deps(1, "npm", Sri.sha256(lockText), files, List.of(), links);
    }
}
