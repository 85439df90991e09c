package io.firn.stack;

import io.firn.detect.Detection;
import io.firn.detect.Offers;
import io.firn.detect.stacks.Stacks;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.Nar;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;

/**
 * Nix code, buildpacks and versions as one whole: what an app is built with. Equal digests give equal output paths for equal
 * plans and sources.
 *
 * @param tree {@code nix/} and {@code buildpacks/}
 * @param packageSet where toolchains come from
 * @param digest changes whenever a file does; SRI
 * @param packages changes whenever the package set does: what its locks name, or how packages are made from it
 */
public record Distribution(Tree tree, String packageSet, String digest, String packages) {
    private static final int SHORT = 16;

    /** The distribution that the files are. */
    static Distribution of(Tree tree, String packageSet) {
        return new Distribution(tree, packageSet, Nar.digest(tree).hash().sri(), packages(tree, packageSet));
    }

    /** What it offers. */
    public Offers offers() {
        return Offers.of(tree, packageSet);
    }

    /** Detection by what it offers. */
    public Detection detection() {
        return Stacks.detection(offers());
    }

    /** The first digits of the digest, for people. */
    public String revision() {
        return shortened(digest);
    }

    static String shortened(String sri) {
        String plain = sri.substring(sri.indexOf('-') + 1).replaceAll("[^A-Za-z0-9]", "");
        return plain.substring(0, Math.min(10, plain.length()));
    }

    /** The content of one of its files. */
    static byte[] content(Tree tree, String path) {
        try (InputStream in = tree.open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not read \"" + path + "\" of the distribution.")
                    .causedBy(e);
        }
    }

    private static String packages(Tree tree, String packageSet) {
        MapTree.Builder set = MapTree.builder();
        for (TreeEntry entry : tree.entries()) {
            if (entry.isFile() && entry.path().startsWith("nix/sets/" + packageSet + "/")) {
                set.file(entry.path(), content(tree, entry.path()));
            }
        }
        String base32 = Nar.digest(set.build()).hash().base32();
        return base32.substring(base32.indexOf(':') + 1, base32.indexOf(':') + 1 + SHORT);
    }
}
