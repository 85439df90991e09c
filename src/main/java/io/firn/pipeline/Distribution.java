package io.firn.pipeline;

import io.firn.detect.Detection;
import io.firn.detect.Offers;
import io.firn.detect.stacks.Stacks;
import io.firn.nix.Nar;
import io.firn.tree.FolderTree;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Firn's own Nix code and buildpacks as this service came with them, read once: a change under a running service would make
 * two halves of one build from different code.
 */
@ApplicationScoped
public class Distribution {
    private static final int SHORT = 16;

    private final PipelineSettings settings;
    private @Nullable Loaded loaded;

    private record Loaded(Tree tree, Detection detection, String digest, String packages) {}

    public Distribution(PipelineSettings settings) {
        this.settings = settings;
    }

    /** The files. */
    Tree tree() {
        return load().tree();
    }

    /** Detection by what this distribution offers. */
    Detection detection() {
        return load().detection();
    }

    /** Changes whenever a file of it does. */
    String digest() {
        return load().digest();
    }

    /** Changes whenever the package set does: what its locks name, or how packages are made from it. */
    String packagesDigest() {
        return load().packages();
    }

    /** Where toolchains come from. */
    String packageSet() {
        return settings.packageSet();
    }

    private synchronized Loaded load() {
        Loaded known = loaded;
        if (known == null) {
            Tree tree = read();
            known = new Loaded(
                    tree,
                    Stacks.detection(Offers.of(tree, settings.packageSet())),
                    Nar.digest(tree).hash().sri(),
                    packages(tree));
            loaded = known;
        }
        return known;
    }

    private String packages(Tree tree) {
        MapTree.Builder set = MapTree.builder();
        for (TreeEntry entry : tree.entries()) {
            if (entry.isFile() && entry.path().startsWith("nix/sets/" + settings.packageSet() + "/")) {
                set.file(entry.path(), content(tree, entry.path()));
            }
        }
        String base32 = Nar.digest(set.build()).hash().base32();
        return base32.substring(base32.indexOf(':') + 1, base32.indexOf(':') + 1 + SHORT);
    }

    private Tree read() {
        MapTree.Builder files = MapTree.builder();
        for (String top : new String[] {"nix", "buildpacks"}) {
            Tree folder = FolderTree.of(settings.distribution().resolve(top), TreeLimits.DEFAULT);
            for (TreeEntry entry : folder.entries()) {
                if (entry.isFile()) {
                    files.file(top + "/" + entry.path(), content(folder, entry.path()));
                }
            }
        }
        return files.build();
    }

    private static byte[] content(Tree folder, String path) {
        try (InputStream in = folder.open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
