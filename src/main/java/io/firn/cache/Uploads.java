package io.firn.cache;

import com.github.luben.zstd.ZstdInputStream;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.ContentAddress;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * What {@code nix copy --to} brings. Only content-addressed paths are let in: their names follow from their content, so nobody
 * needs to be believed. The farm's key does not sign them, for it speaks for what the farm built. A path that is valid already
 * stays as it is, whatever is sent.
 */
@Singleton
final class Uploads {
    private static final int XZ_MEMORY_KIB = 256 << 10;

    private final Cache cache;
    private final PendingRows pending;
    private final CacheSettings settings;
    private final NarIntake intake;

    Uploads(Cache cache, CacheSettings settings) {
        this.cache = cache;
        this.pending = cache.pending();
        this.settings = settings;
        this.intake = new NarIntake(settings.zstdLevel());
    }

    /** Takes a NAR as the client packed it; it stays unseen until a narinfo names it. */
    void nar(UUID orgId, String name, InputStream body) {
        String blob = cache.newPutBlob(orgId, name);
        try (BlobStore.Draft draft = cache.blobs().begin();
                InputStream nar = unpacked(name, body)) {
            var flat = new FlatHashes();
            NarIntake.Taken taken = intake.take(name, nar, settings.maxUpload(), flat, draft.stream());
            draft.commit(blob);
            pending.complete(new PutNar(blob, taken.nar(), taken.file(), flat.hashes()));
        } catch (IOException e) {
            cache.discard(List.of(blob));
            throw NarIntake.corrupt(name, "it is not packed as its name says").causedBy(e);
        } catch (RuntimeException e) {
            cache.discard(List.of(blob));
            throw e;
        }
    }

    /** Takes a narinfo: checks that it tells the truth about a NAR that was put, and makes the path valid. */
    void narInfo(UUID orgId, String hashPart, String text) {
        NarInfo claimed = parse(text);
        PathInfo info = claimed.info();
        StorePath path = info.path();
        if (!path.hashPart().equals(hashPart)) {
            throw refused(path, "it was put under another path's name", "Send it with nix copy.");
        }
        if (cache.valid(path)) {
            pending.findPut(orgId, claimed.url()).ifPresent(put -> cache.discard(List.of(put.blob())));
            return;
        }
        PutNar put = pending.findPut(orgId, claimed.url())
                .or(() -> known(orgId, claimed.url()))
                .orElseThrow(() -> Fault.of(
                        FaultCode.CONFLICT,
                        "Could not take '" + path + "' into the cache: its NAR '" + claimed.url() + "' was not sent.",
                        "Send the NAR first, then the narinfo."));
        if (!put.nar().hash().equals(info.narHash()) || put.nar().size() != info.narSize()) {
            throw NarIntake.corrupt(path.toString(), "the NAR that was sent is not the one that its narinfo tells of");
        }
        requireContentAddressed(info, put);
        var stored = new StoredPath(info, put.blob(), put.file(), List.of());
        cache.discard(cache.commit(List.of(stored)));
    }

    /** A client does not send a file that the cache has already, for another path; it is read from there then. */
    private Optional<PutNar> known(UUID orgId, String url) {
        return StoredPath.fileOf(url).flatMap(cache::byFile).flatMap(same -> {
            nar(orgId, url, cache.blobs().open(same.blob(), 0, same.file().size()));
            return pending.findPut(orgId, url);
        });
    }

    private static void requireContentAddressed(PathInfo info, PutNar put) {
        StorePath path = info.path();
        String advice = "Make it content-addressed with nix store make-content-addressed, or let the farm build it.";
        if (info.ca().isEmpty()) {
            throw refused(path, "it is not content-addressed, so its name proves nothing", advice);
        }
        if (info.references().contains(path)) {
            throw refused(path, "it refers to itself", "Let the farm build it.");
        }
        try {
            ContentAddress address = ContentAddress.parse(info.ca().get());
            if (!put.is(address)) {
                throw refused(path, "its content is not what its address says", advice);
            }
            if (!StorePaths.of(address, path.name(), info.references()).equals(path)) {
                throw refused(path, "its name does not follow from its content", advice);
            }
        } catch (IllegalArgumentException e) {
            throw refused(path, String.valueOf(e.getMessage()), advice).causedBy(e);
        }
    }

    private static InputStream unpacked(String name, InputStream body) throws IOException {
        String ending = name.substring(name.indexOf(".nar") + ".nar".length());
        InputStream unpacked =
                switch (ending) {
                    case "" -> body;
                    case ".zst" -> new ZstdInputStream(body);
                    case ".xz" -> new XZInputStream(body, XZ_MEMORY_KIB);
                    case ".bz2" -> new BZip2CompressorInputStream(body);
                    default ->
                        throw Fault.of(
                                FaultCode.UNSUPPORTED,
                                "Could not take '" + name + "' into the cache: the packing '" + ending
                                        + "' is not known here.",
                                "Add ?compression=zstd to the address that you copy to.");
                };
        return new Unpacked(unpacked, name);
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

    private static NarInfo parse(String text) {
        try {
            return NarInfo.parse(text);
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read the narinfo: " + e.getMessage() + ".",
                            "Send it with nix copy.")
                    .causedBy(e);
        }
    }

    private static Fault refused(StorePath path, String why, String hint) {
        return Fault.of(FaultCode.FORBIDDEN, "Could not take '" + path + "' into the cache: " + why + ".", hint);
    }
}
