package io.firn.exec;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** The last 64 KiB of standard error: what a person needs to see, in bounded memory, with secrets removed. */
final class ErrorTail extends OutputStream {
    private static final int LIMIT = 64 * 1024;

    private final byte[] ring = new byte[LIMIT];
    private long written;

    @Override
    public synchronized void write(int value) {
        ring[(int) (written++ % LIMIT)] = (byte) value;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int n = Math.max(0, length - LIMIT); n < length; n++) {
            write(bytes[offset + n]);
        }
    }

    synchronized String text(Collection<String> secrets) {
        int size = (int) Math.min(written, LIMIT);
        byte[] tail = new byte[size];
        for (int n = 0; n < size; n++) {
            tail[n] = ring[(int) ((written - size + n) % LIMIT)];
        }
        return Messages.hide(new String(tail, StandardCharsets.UTF_8), secrets);
    }
}
