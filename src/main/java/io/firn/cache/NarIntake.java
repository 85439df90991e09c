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
import java.util.concurrent.Semaphore;

/** Takes one NAR in: checks its form, its hash and its size while it is packed, and reads it once only. */
final class NarIntake {
    private static final int BUFFER = 1 << 16;
    private static final int SMALL = 256 << 10;
    private static final long LARGE = 32L << 20;

    /** Threads that pack one large NAR, and the bytes that each takes at a time; some 30 MB of memory outside of the heap. */
    private static final int WORKERS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private static final int JOB = 4 << 20;

    /**
     * What was taken in.
     *
     * @param nar hash and size of the NAR itself
     * @param file hash and size of what was written
     */
    record Taken(NarDigest nar, NarDigest file) {}

    private final int zstdLevel;

    /** How many NARs may have several threads at a time: more of them share the cores by themselves. */
    private final Semaphore severalThreads = new Semaphore(2);

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
        return taken(what, packedTo, file -> pack(what, nar, limit, visitor, packer(file)));
    }

    /**
     * As {@link #take}, for a NAR whose size is known: a tiny one is packed in one piece, a large one by several threads, as it
     * would otherwise go on alone on one core when all others of its closure are through.
     *
     * @param size bytes that it is said to have
     */
    Taken takeSized(String what, InputStream nar, long size, NarVisitor visitor, OutputStream packedTo) {
        if (size <= SMALL) {
            return taken(what, packedTo, file -> packSmall(what, nar, (int) size, visitor, file));
        }
        boolean together = size >= LARGE && severalThreads.tryAcquire();
        try {
            return taken(what, packedTo, file -> {
                ZstdOutputStream packer = packer(file);
                return pack(
                        what,
                        nar,
                        size,
                        visitor,
                        together ? packer.setWorkers(WORKERS).setJobSize(JOB) : packer);
            });
        } finally {
            if (together) {
                severalThreads.release();
            }
        }
    }

    /** Writes a NAR packed and says what the NAR was. */
    @FunctionalInterface
    private interface Packing {
        NarDigest into(OutputStream file) throws IOException;
    }

    private static Taken taken(String what, OutputStream packedTo, Packing packing) {
        try (var file = new HashingOutputStream(packedTo)) {
            return new Taken(packing.into(file), file.digest());
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

    private static NarDigest pack(String what, InputStream nar, long limit, NarVisitor visitor, ZstdOutputStream packer)
            throws IOException {
        try (packer) {
            var hashed = new HashingInputStream(new Limited(nar, limit, () -> tooLarge(what)));
            var read = new BufferedInputStream(new Tee(hashed, packer), BUFFER);
            NarReader.read(read, visitor);
            if (read.read() >= 0) {
                throw more(what);
            }
            return hashed.digest();
        }
    }

    /**
     * Level 1 gets a window and a table four times those of the library's own level 1, and looks for matches of six bytes
     * rather than seven: as quick, and smaller than the library's level 2 (docs/benchmarks.md).
     */
    private ZstdOutputStream packer(OutputStream file) throws IOException {
        var packer = new ZstdOutputStream(file, zstdLevel);
        return zstdLevel == 1 ? packer.setWindowLog(21).setHashLog(16).setMinMatch(6) : packer;
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
