package io.firn.nix;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Passes bytes on and keeps their sha256 and count. */
public final class HashingInputStream extends FilterInputStream {
    private final MessageDigest sha256 = StorePaths.sha256();
    private long size;

    public HashingInputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            sha256.update((byte) value);
            size++;
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            sha256.update(bytes, offset, count);
            size += count;
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** What has passed; call it once, at the end. */
    public NarDigest digest() {
        return new NarDigest(new NarHash(sha256.digest()), size);
    }
}
