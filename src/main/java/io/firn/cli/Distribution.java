package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.FolderTree;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Firn's own Nix code and buildpacks: out of the folder that {@code FIRN_NIX_HOME} names, else out of the command's own jar. */
final class Distribution {
    private static final String PREFIX = "distribution/";
    private static final String MARK = "nix/lib/app.nix";

    private Distribution() {}

    static Tree of(Session session) {
        Optional<Path> named = session.environment("FIRN_NIX_HOME").map(Path::of);
        if (named.isPresent()) {
            return folder(named.get());
        }
        try {
            Path own = Path.of(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(own)) {
                return jar(own);
            }
            for (Path at = own; at != null; at = at.getParent()) {
                if (Files.isRegularFile(at.resolve(MARK))) {
                    return folder(at);
                }
            }
        } catch (URISyntaxException | IOException e) {
            throw missing().causedBy(e);
        }
        throw missing();
    }

    private static Tree folder(Path folder) {
        return FolderTree.of(folder, TreeLimits.DEFAULT, "nix", "buildpacks");
    }

    private static Tree jar(Path file) throws IOException {
        MapTree.Builder tree = MapTree.builder();
        boolean marked = false;
        try (var jar = new JarFile(file.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(e -> (ZipEntry) e)::iterator) {
                if (entry.getName().startsWith(PREFIX) && !entry.isDirectory()) {
                    String path = entry.getName().substring(PREFIX.length());
                    try (InputStream in = jar.getInputStream(entry)) {
                        tree.file(path, in.readAllBytes());
                    }
                    marked |= path.equals(MARK);
                }
            }
        }
        if (!marked) {
            throw missing();
        }
        return tree.build();
    }

    private static Fault missing() {
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find Firn's own Nix code: the command does not carry it.",
                "Set FIRN_NIX_HOME to a folder that holds nix/ and buildpacks/.");
    }
}
