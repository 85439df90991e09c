package io.firn.cache;

import com.github.luben.zstd.ZstdInputStream;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** Unpacks what others packed. Bytes that cannot be unpacked are the sender's fault: {@code CORRUPT}. */
final class Unpacking {
    private static final int XZ_MEMORY_KIB = 256 << 10;

    private Unpacking() {}

    /** Unpacks a NAR by its file's name: {@code x.nar}, {@code x.nar.zst}, … */
    static InputStream byName(String name, InputStream body) {
        String ending = name.substring(name.indexOf(".nar") + ".nar".length());
        return unpacked(
                name,
                body,
                switch (ending) {
                    case "" -> "none";
                    case ".zst" -> "zstd";
                    case ".bz2" -> "bzip2";
                    case ".gz" -> "gzip";
                    default -> ending.substring(1);
                });
    }

    /** Unpacks what a request says of its body; no header is no packing. */
    static InputStream byCoding(String name, InputStream body, @Nullable String contentEncoding) {
        String coding = contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        return unpacked(name, body, coding.isEmpty() || coding.equals("identity") ? "none" : coding);
    }

    /** Unpacks by the name that a narinfo has for it. */
    static InputStream unpacked(String name, InputStream body, String packing) {
        try {
            InputStream unpacked =
                    switch (packing) {
                        case "none" -> body;
                        case "zstd" -> new ZstdInputStream(body);
                        case "xz" -> new XZInputStream(body, XZ_MEMORY_KIB);
                        case "bzip2" -> new BZip2CompressorInputStream(body, true);
                        case "gzip" -> new GZIPInputStream(body);
                        default ->
                            throw Fault.of(
                                    FaultCode.UNSUPPORTED,
                                    "Could not take '" + name + "' into the cache: the packing '" + packing
                                            + "' is not known here.",
                                    "Add ?compression=zstd to the address that you copy to.");
                    };
            return packing.equals("none") ? body : new Unpacked(unpacked, name);
        } catch (IOException e) {
            throw NarIntake.corrupt(name, "it is not packed as its name says").causedBy(e);
        }
    }

    /** Bytes that cannot be unpacked are the sender's fault. */
    private static final class Unpacked extends FilterInputStream {
        private final String name;

        Unpacked(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw NarIntake.corrupt(name, "it is not packed as its name says")
                        .causedBy(e);
            }
        }
    }
}
