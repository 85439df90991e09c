package io.firn.nix;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;

/**
 * The part of {@code nix-store --serve}'s protocol that hands out NARs: all requests are written at once, and the NARs come
 * back in that order with nothing between them. Their sizes are known beforehand, so none has to be parsed to find its end.
 */
public final class NixServe {
    static final long HELLO = 0x390c9debL;
    static final long HELLO_BACK = 0x5452eecbL;
    private static final long VERSION = 2 << 8 | 1;
    private static final long DUMP = 3;

    private NixServe() {}

    /** Takes NARs one after the other; what is left unread of one is skipped. */
    @FunctionalInterface
    public interface NarSink {
        void accept(PathInfo info, InputStream nar) throws IOException;
    }

    /** What to write to the server's standard input. */
    public static InputStream requests(Collection<StorePath> paths) {
        try {
            var bytes = new ByteArrayOutputStream();
            var writer = new NarWriter(bytes);
            writer.number(HELLO);
            writer.number(VERSION);
            for (StorePath path : paths) {
                writer.number(DUMP);
                writer.text(path.toString());
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Takes the server's standard output apart; the paths are those that were asked for, in that order. */
    public static void read(InputStream in, List<PathInfo> infos, NarSink sink) throws IOException {
        if (number(in) != HELLO_BACK) {
            throw new IOException("the other side does not speak Nix's serve protocol");
        }
        number(in);
        for (PathInfo info : infos) {
            var nar = new BoundedStream(in, info.narSize());
            sink.accept(info, nar);
            nar.drain();
        }
    }

    private static long number(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(8);
        if (bytes.length < 8) {
            throw new EOFException("the stream of NARs ended before it began");
        }
        long value = 0;
        for (int n = 7; n >= 0; n--) {
            value = (value << 8) | (bytes[n] & 0xff);
        }
        return value;
    }
}
