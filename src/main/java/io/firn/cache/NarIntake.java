package io.firn.cache;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.HashingInputStream;
import io.firn.nix.HashingOutputStream;
import io.firn.nix.NarDigest;
import io.firn.nix.NarReader;
import io.firn.nix.NarVisitor;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Takes one NAR in: checks its form, its hash and its size while it is packed, and reads it once only. */
final class NarIntake {
    private static final int BUFFER = 1 << 16;
    private static final int SMALL = 256 << 10;

    /**
     * What was taken in.
     *
     * @param nar hash and size of the NAR itself
     * @param file hash and size of what was written
     */
    record Taken(NarDigest nar, NarDigest file) {}

    private final int zstdLevel;

    NarIntake(int zstdLevel) {
        this.zstdLevel = zstdLevel;
    }

    /**
     * Reads a NAR to the stream's end and writes it packed.
     *
     * @param what the path, for messages
     * @param limit more bytes than this are refused as soon as they come
     */
    Taken take(String what, InputStream nar, long limit, NarVisitor visitor, OutputStream packedTo) {
        try (var file = new HashingOutputStream(packedTo)) {
            NarDigest digest = limit <= SMALL
                    ? packSmall(what, nar, (int) limit, visitor, file)
                    : pack(what, new Limited(nar, limit, () -> tooLarge(what)), visitor, file);
            return new Taken(digest, file.digest());
        } catch (EOFException e) {
            throw corrupt(what, "its NAR ends too early").causedBy(e);
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not read the NAR of '" + what + "': " + e.getMessage() + ".",
                            "Try again; nothing of it was kept.")
                    .causedBy(e);
        }
    }

    private NarDigest pack(String what, InputStream nar, NarVisitor visitor, OutputStream file) throws IOException {
        try (var packed = new ZstdOutputStream(file, zstdLevel)) {
            var hashed = new HashingInputStream(nar);
            var read = new BufferedInputStream(new Tee(hashed, packed), BUFFER);
            NarReader.read(read, visitor);
            if (read.read() >= 0) {
                throw more(what);
            }
            return hashed.digest();
        }
    }

    /** In one piece: a packer for streams sets up tables of a megabyte for each NAR, which is most of a tiny one's cost. */
    private NarDigest packSmall(String what, InputStream nar, int limit, NarVisitor visitor, OutputStream file)
            throws IOException {
        var hashed = new HashingInputStream(nar);
        byte[] bytes = hashed.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw tooLarge(what);
        }
        var read = new ByteArrayInputStream(bytes);
        NarReader.read(read, visitor);
        if (read.available() > 0) {
            throw more(what);
        }
        file.write(Zstd.compress(bytes, zstdLevel));
        return hashed.digest();
    }

    static Fault more(String what) {
        return corrupt(what, "more bytes follow the end of its NAR");
    }

    private static Fault tooLarge(String what) {
        return corrupt(what, "its NAR is larger than was announced");
    }

    static Fault corrupt(String what, String why) {
        return Fault.of(
                FaultCode.CORRUPT,
                "Could not take '" + what + "' into the cache: " + why + ".",
                "Send it again; if it comes again, look at the machine that it comes from.");
    }

    /** Copies what is read. */
    private static final class Tee extends InputStream {
        private final InputStream in;
        private final OutputStream copy;

        Tee(InputStream in, OutputStream copy) {
            this.in = in;
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                copy.write(bytes, offset, count);
            }
            return count;
        }
    }
}
