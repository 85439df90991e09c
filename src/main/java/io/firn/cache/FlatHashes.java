package io.firn.cache;

import io.firn.nix.ContentAddress.Algorithm;
import io.firn.nix.NarVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** Hashes of the one file that a NAR may be, for content addresses of files. */
final class FlatHashes implements NarVisitor {
    private final Map<Algorithm, String> hashes = new EnumMap<>(Algorithm.class);

    /** Hexadecimal hashes by algorithm; empty where the NAR is no single file. */
    Map<Algorithm, String> hashes() {
        return Map.copyOf(hashes);
    }

    @Override
    public void folder(String path) {}

    @Override
    public void file(String path, boolean executable, long size, InputStream content) throws IOException {
        if (!path.isEmpty() || executable) {
            return;
        }
        Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);
        for (Algorithm algorithm : new Algorithm[] {Algorithm.SHA1, Algorithm.SHA256, Algorithm.SHA512}) {
            digests.put(algorithm, digest(algorithm));
        }
        byte[] buffer = new byte[1 << 16];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            for (MessageDigest digest : digests.values()) {
                digest.update(buffer, 0, count);
            }
        }
        digests.forEach(
                (algorithm, digest) -> hashes.put(algorithm, HexFormat.of().formatHex(digest.digest())));
    }

    @Override
    public void symlink(String path, String target) {}

    private static MessageDigest digest(Algorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.javaName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm.javaName(), e);
        }
    }
}
