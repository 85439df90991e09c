package io.firn.nix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the pieces of a NAR; keeping the order of names is the caller's part. */
final class NarWriter {
    private final OutputStream out;

    NarWriter(OutputStream out) {
        this.out = out;
    }

    void number(long value) throws IOException {
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    NarWriter text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.write(bytes);
        padding(bytes.length);
        return this;
    }

    void file(boolean executable, long size, InputStream content) throws IOException {
        text("(").text("type").text("regular");
        if (executable) {
            text("executable").text("");
        }
        text("contents");
        number(size);
        long copied = content.transferTo(out);
        if (copied != size) {
            throw new IOException("a file of " + size + " bytes gave " + copied);
        }
        padding(size);
        text(")");
    }

    void symlink(String target) throws IOException {
        text("(").text("type").text("symlink").text("target").text(target).text(")");
    }

    private void padding(long length) throws IOException {
        out.write(new byte[(int) ((8 - length % 8) % 8)]);
    }
}
