package io.firn.cache;

import com.github.luben.zstd.Zstd;
import io.firn.nix.HashingOutputStream;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A small answer, ready to be sent as it is or packed as the client likes; each form is made once. */
final class Text {
    /** How an answer is packed on its way. */
    enum Coding {
        NONE(""),
        GZIP("gzip"),
        ZSTD("zstd");

        private final String label;

        Coding(String label) {
            this.label = label;
        }

        /** As {@code Content-Encoding} has it. */
        String label() {
            return label;
        }
    }

    /** Below this, packing costs more than it saves. */
    private static final int WORTH_PACKING = 1400;

    private static final int LEVEL = 3;

    private final byte[] plain;
    private final String tag;
    private volatile byte @Nullable [] gzip;
    private volatile byte @Nullable [] zstd;

    Text(byte[] plain) {
        this.plain = plain;
        try (var hashing = new HashingOutputStream(OutputStream.nullOutputStream())) {
            hashing.write(plain);
            this.tag = hashing.digest().hash().hex().substring(0, 32);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Text of(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    int size() {
        return plain.length;
    }

    /** The best coding that the client takes and that is worth it. Source: RFC 9110, 12.5.3. */
    Coding coding(@Nullable String accepted) {
        if (accepted == null || plain.length < WORTH_PACKING) {
            return Coding.NONE;
        }
        String list = accepted.toLowerCase(Locale.ROOT);
        return takes(list, "zstd") ? Coding.ZSTD : takes(list, "gzip") ? Coding.GZIP : Coding.NONE;
    }

    private static boolean takes(String list, String name) {
        for (String one : list.split(",", 50)) {
            String[] parts = one.strip().split(";", 2);
            if (parts[0].strip().equals(name)) {
                return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /** The entity tag of one form. */
    String tag(Coding coding) {
        return "\"" + tag + (coding == Coding.NONE ? "" : "-" + coding.label()) + "\"";
    }

    /** The bytes of one form. */
    Buffer body(Coding coding) {
        return Buffer.buffer(
                switch (coding) {
                    case NONE -> plain;
                    case GZIP -> gzip();
                    case ZSTD -> zstd();
                });
    }

    private byte[] zstd() {
        byte[] made = zstd;
        if (made == null) {
            made = Zstd.compress(plain, LEVEL);
            zstd = made;
        }
        return made;
    }

    private byte[] gzip() {
        byte[] made = gzip;
        if (made == null) {
            var bytes = new ByteArrayOutputStream();
            try (var packed = new GZIPOutputStream(bytes)) {
                packed.write(plain);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            made = bytes.toByteArray();
            gzip = made;
        }
        return made;
    }
}
