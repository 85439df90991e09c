package io.firn.nix;

/**
 * Hash and size of a NAR, or of any bytes.
 *
 * @param hash sha256
 * @param size bytes
 */
public record NarDigest(NarHash hash, long size) {}
