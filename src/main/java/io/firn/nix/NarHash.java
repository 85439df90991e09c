package io.firn.nix;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A sha256 of a NAR (or of a file): 32 bytes with Nix's three ways of writing it.
 *
 * @param bytes 32 bytes
 */
public record NarHash(byte[] bytes) {
    public NarHash {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a sha256 has 32 bytes, not " + bytes.length);
        }
        bytes = bytes.clone();
    }

    /** Reads {@code sha256:<base32>}, {@code sha256:<hex>} or {@code sha256-<base64>}. */
    public static NarHash parse(String text) {
        if (text.startsWith("sha256-")) {
            return new NarHash(Base64.getDecoder().decode(text.substring(7)));
        }
        if (text.startsWith("sha256:")) {
            String rest = text.substring(7);
            return new NarHash(rest.length() == 64 ? HexFormat.of().parseHex(rest) : NixBase32.decode(rest));
        }
        throw new IllegalArgumentException("not a sha256: '" + text + "'");
    }

    /** 32 bytes, a copy. */
    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@code sha256:<52 characters of Nix base-32>}, as narinfo writes it. */
    public String base32() {
        return "sha256:" + NixBase32.encode(bytes);
    }

    /** {@code sha256-<base64>}, as flake.lock and lock files write it. */
    public String sri() {
        return "sha256-" + Base64.getEncoder().encodeToString(bytes);
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NarHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return base32();
    }
}
