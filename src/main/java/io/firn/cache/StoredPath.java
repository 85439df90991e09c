package io.firn.cache;

import io.firn.nix.NarDigest;
import io.firn.nix.NarHash;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import java.util.List;
import java.util.Optional;

/**
 * A valid path of the cache and the blob that holds its NAR.
 *
 * @param info the path
 * @param blob key of its NAR, packed with zstd
 * @param file hash and size of the packed NAR
 * @param signatures {@code name:base64} each
 */
record StoredPath(PathInfo info, String blob, NarDigest file, List<String> signatures) {
    static final String COMPRESSION = "zstd";
    static final String FOLDER = "nar/";
    static final String ENDING = ".nar.zst";

    /** The hash that a NAR's address names, where it is one of ours. */
    static Optional<NarHash> fileOf(String url) {
        if (!url.startsWith(FOLDER) || !url.endsWith(ENDING)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    NarHash.parse("sha256:" + url.substring(FOLDER.length(), url.length() - ENDING.length())));
        } catch (IllegalArgumentException notAHash) {
            return Optional.empty();
        }
    }

    /** What clients are told. */
    NarInfo narInfo() {
        String name = file.hash().base32().substring("sha256:".length());
        return new NarInfo(
                info,
                FOLDER + name + ENDING,
                COMPRESSION,
                Optional.of(file.hash()),
                Optional.of(file.size()),
                signatures);
    }
}
