package io.firn.nix;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** NARs that are too large to lie anywhere before they are sent. */
public final class LargeNars {
    private LargeNars() {}

    /** A NAR of one file of so many zero bytes. */
    public static InputStream zeros(long count) {
        try {
            var small = new ByteArrayOutputStream();
            Nar.writeFile(false, new byte[0], small);
            byte[] all = small.toByteArray();
            // The form of a file: ... "contents" <length as 8 bytes> <bytes, filled up to 8> ")".
            int end = all.length - 16;
            byte[] head = Arrays.copyOf(all, end);
            for (int n = 0; n < 8; n++) {
                head[end - 8 + n] = (byte) (count >>> (8 * n));
            }
            long filled = count + (8 - count % 8) % 8;
            return new SequenceInputStream(Collections.enumeration(List.of(
                    new ByteArrayInputStream(head),
                    new Zeros(filled),
                    new ByteArrayInputStream(Arrays.copyOfRange(all, end, all.length)))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
