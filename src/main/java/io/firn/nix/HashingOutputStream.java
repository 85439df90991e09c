package io.firn.nix;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Passes bytes on and keeps their sha256 and count. */
public final class HashingOutputStream extends FilterOutputStream {
    private final MessageDigest sha256 = StorePaths.sha256();
    private long size;

    public HashingOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int value) throws IOException {
        out.write(value);
        sha256.update((byte) value);
        size++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        sha256.update(bytes, offset, length);
        size += length;
    }

    /** What has passed; call it once, at the end. */
    public NarDigest digest() {
        return new NarDigest(new NarHash(sha256.digest()), size);
    }
}
