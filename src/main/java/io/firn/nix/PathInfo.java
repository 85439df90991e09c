package io.firn.nix;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a store knows about one of its paths.
 *
 * @param path the path
 * @param narHash sha256 of its NAR
 * @param narSize bytes of its NAR
 * @param references paths that its content names; itself too, where it does
 * @param deriver the derivation it was built from, where it is known
 * @param ca what it is addressed by, for content-addressed paths: {@code fixed:r:sha256:…}, {@code text:sha256:…}
 */
public record PathInfo(
        StorePath path,
        NarHash narHash,
        long narSize,
        SortedSet<StorePath> references,
        Optional<StorePath> deriver,
        Optional<String> ca) {
    public PathInfo {
        if (narSize <= 0) {
            throw new IllegalArgumentException("the NAR of " + path + " cannot have " + narSize + " bytes");
        }
        references = Collections.unmodifiableSortedSet(new TreeSet<>(references));
    }

    /** What a signature of this path signs: path, hash, size and references; deriver and compression are not in it. */
    public String fingerprint() {
        return "1;" + path + ";" + narHash.base32() + ";" + narSize + ";"
                + references.stream().map(StorePath::toString).collect(Collectors.joining(","));
    }
}
