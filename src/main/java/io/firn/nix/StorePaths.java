package io.firn.nix;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Computes store paths from content. Source: Nix manual, "Store Path Specification". */
public final class StorePaths {
    private static final int HASH_BYTES = 20;

    private StorePaths() {}

    /** The path of a file tree added by content ({@code nix store add-path}, flake sources): no references. */
    public static StorePath fixedRecursive(String name, NarHash narHash) {
        return make("source", narHash.bytes(), name);
    }

    /** The path that a content address, a name and references lead to. */
    public static StorePath of(ContentAddress address, String name, SortedSet<StorePath> references) {
        return switch (address.method()) {
            case TEXT -> make("text" + suffix(references), address.digest(), name);
            case RECURSIVE ->
                address.algorithm() == ContentAddress.Algorithm.SHA256
                        ? make("source" + suffix(references), address.digest(), name)
                        : fixedOutput("r:", address, name, references);
            case FLAT -> fixedOutput("", address, name, references);
        };
    }

    /**
     * Whether a path's content address says no more than its NAR's hash, and its name follows from that: then whoever has the NAR
     * needs no signature. Only for whole trees by sha256; of other addresses the NAR alone does not tell.
     */
    public static boolean nameFollowsFromNar(PathInfo info) {
        if (info.ca().isEmpty()) {
            return false;
        }
        try {
            ContentAddress address = ContentAddress.parse(info.ca().get());
            return address.method() == ContentAddress.Method.RECURSIVE
                    && address.algorithm() == ContentAddress.Algorithm.SHA256
                    && address.hex().equals(info.narHash().hex())
                    && of(address, info.path().name(), info.references()).equals(info.path());
        } catch (IllegalArgumentException notOfThisKind) {
            return false;
        }
    }

    /** The first line of the specification: type, sha256 of what lies inside, store folder and name, folded to 20 bytes. */
    static StorePath make(String type, byte[] innerSha256, String name) {
        String text = type + ":sha256:" + HexFormat.of().formatHex(innerSha256) + ":" + StorePath.STORE + ":" + name;
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        byte[] folded = new byte[HASH_BYTES];
        for (int n = 0; n < digest.length; n++) {
            folded[n % HASH_BYTES] ^= digest[n];
        }
        return new StorePath(NixBase32.encode(folded), name);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static StorePath fixedOutput(
            String mode, ContentAddress address, String name, SortedSet<StorePath> references) {
        if (!references.isEmpty()) {
            throw new IllegalArgumentException("a path addressed by " + address + " cannot have references");
        }
        String inner = "fixed:out:" + mode + address.algorithm().label() + ":"
                + HexFormat.of().formatHex(address.digest()) + ":";
        return make("output:out", sha256().digest(inner.getBytes(StandardCharsets.UTF_8)), name);
    }

    private static String suffix(SortedSet<StorePath> references) {
        return new TreeSet<>(references)
                .stream().map(reference -> ":" + reference).collect(Collectors.joining());
    }
}
