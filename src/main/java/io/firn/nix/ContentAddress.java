package io.firn.nix;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * The {@code ca} field of a path: its content alone decides its name, so that anybody can check it and nobody needs to be
 * trusted for it.
 *
 * @param method what is hashed
 * @param algorithm how
 * @param hex the hash in hexadecimal digits
 */
public record ContentAddress(Method method, Algorithm algorithm, String hex) {

    /** What of a path is hashed. */
    public enum Method {
        /** The bytes of one file that may have references ({@code builtins.toFile}, derivations). */
        TEXT,
        /** The bytes of one file. */
        FLAT,
        /** The NAR. */
        RECURSIVE
    }

    /** Hash functions that Nix uses in content addresses. */
    public enum Algorithm {
        MD5("MD5", 16),
        SHA1("SHA-1", 20),
        SHA256("SHA-256", 32),
        SHA512("SHA-512", 64);

        private final String javaName;
        private final int size;

        Algorithm(String javaName, int size) {
            this.javaName = javaName;
            this.size = size;
        }

        /** How Nix writes it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** How Java's message digests name it. */
        public String javaName() {
            return javaName;
        }

        /** Bytes of a hash. */
        public int size() {
            return size;
        }

        /** Reads {@link #label}. */
        public static Algorithm parse(String label) {
            for (Algorithm algorithm : values()) {
                if (algorithm.label().equals(label)) {
                    return algorithm;
                }
            }
            throw new IllegalArgumentException("not a hash algorithm that Nix knows: '" + label + "'");
        }
    }

    public ContentAddress {
        Objects.requireNonNull(method);
        if (hex.length() != algorithm.size() * 2) {
            throw new IllegalArgumentException("not a " + algorithm.label() + ": '" + hex + "'");
        }
    }

    /** Reads {@code text:<hash>}, {@code fixed:<hash>} or {@code fixed:r:<hash>}; a hash is {@code <algorithm>:<digits>} or SRI. */
    public static ContentAddress parse(String text) {
        if (text.startsWith("text:")) {
            return hashed(Method.TEXT, text.substring("text:".length()));
        }
        if (text.startsWith("fixed:r:")) {
            return hashed(Method.RECURSIVE, text.substring("fixed:r:".length()));
        }
        if (text.startsWith("fixed:")) {
            return hashed(Method.FLAT, text.substring("fixed:".length()));
        }
        throw new IllegalArgumentException("not a content address: '" + text + "'");
    }

    /** The hash as bytes. */
    public byte[] digest() {
        return HexFormat.of().parseHex(hex);
    }

    /** The form of narinfo: {@code fixed:r:sha256:<base-32>}. */
    @Override
    public String toString() {
        String prefix =
                switch (method) {
                    case TEXT -> "text:";
                    case FLAT -> "fixed:";
                    case RECURSIVE -> "fixed:r:";
                };
        return prefix + algorithm.label() + ":" + NixBase32.encode(digest());
    }

    private static ContentAddress hashed(Method method, String hash) {
        int mark = hash.indexOf(':') >= 0 ? hash.indexOf(':') : hash.indexOf('-');
        if (mark < 0) {
            throw new IllegalArgumentException("not a hash: '" + hash + "'");
        }
        Algorithm algorithm = Algorithm.parse(hash.substring(0, mark));
        String digits = hash.substring(mark + 1);
        if (hash.charAt(mark) == '-') {
            return new ContentAddress(
                    method,
                    algorithm,
                    HexFormat.of().formatHex(Base64.getDecoder().decode(digits)));
        }
        if (digits.length() == algorithm.size() * 2) {
            return new ContentAddress(method, algorithm, digits.toLowerCase(Locale.ROOT));
        }
        return new ContentAddress(method, algorithm, HexFormat.of().formatHex(NixBase32.decode(digits)));
    }
}
