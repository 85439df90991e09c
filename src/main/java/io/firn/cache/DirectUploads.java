package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.HashingInputStream;
import io.firn.nix.NarDigest;
import io.firn.nix.NarReader;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * NARs that clients put straight into the store, past this service: it gives leave for exactly so many bytes under a key that
 * nobody else has, and reads them once from the store before a narinfo may name them.
 */
@Singleton
final class DirectUploads {
    /** What one PUT to S3 may bring. */
    private static final long MOST = 5L << 30;

    private static final int BUFFER = 1 << 16;

    private final Cache cache;
    private final DebugIndex debug;
    private final CacheSettings settings;
    private final Quotas quotas;

    DirectUploads(Cache cache, DebugIndex debug, CacheSettings settings, Quotas quotas) {
        this.cache = cache;
        this.debug = debug;
        this.settings = settings;
        this.quotas = quotas;
    }

    /** Leave to put a NAR packed with zstd; empty where the store gives none, so that it is put to the cache's own door. */
    Optional<DirectUpload> begin(UUID orgId, Optional<OrgCache> into, String file, long bytes, Duration valid) {
        if (!file.endsWith(StoredPath.ENDING)) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not prepare the upload of '" + file
                            + "': only NARs packed with zstd are put into the store itself.",
                    "Name it <hash>.nar.zst, or put it to the cache's door.");
        }
        if (bytes > Math.min(MOST, settings.maxUpload())) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not prepare the upload of '" + file + "': it has " + bytes + " bytes.",
                    "Put it to the cache's door, or raise firn.cache.max-upload.");
        }
        quotas.require(orgId, bytes);
        String name = Uploads.putName(into, StoredPath.FOLDER + file);
        String blob = into.isEmpty() ? cache.newPutBlob(orgId, name) : cache.newPutBlob("org/", orgId, name);
        Optional<DirectUpload> leave = cache.blobs().upload(blob, bytes, valid);
        if (leave.isEmpty()) {
            cache.pending().forget(List.of(blob));
        }
        return leave;
    }

    /** Reads what was put and notes what it is; bytes that are no NAR are deleted. Again is no fault. */
    void complete(UUID orgId, Optional<OrgCache> into, String file) {
        String name = Uploads.putName(into, StoredPath.FOLDER + file);
        if (cache.pending().findPut(orgId, name).isPresent()) {
            return;
        }
        String blob = cache.pending().findAnnounced(orgId, name).orElseThrow(() -> absent(file));
        OptionalLong size = cache.blobs().size(blob);
        if (size.isEmpty()) {
            throw absent(file);
        }
        try {
            PutNar put = read(blob, file, size.getAsLong(), into);
            quotas.require(orgId, put.file().size());
            cache.pending().complete(put);
        } catch (Fault fault) {
            if (fault.code() == FaultCode.CORRUPT) {
                cache.discard(List.of(blob));
            }
            throw fault;
        }
    }

    private PutNar read(String blob, String file, long size, Optional<OrgCache> into) {
        var flat = new FlatHashes();
        var debugFiles = new DebugFiles(flat);
        try (var packed = new HashingInputStream(cache.blobs().open(blob, 0, size));
                InputStream nar = Unpacking.byName(file, packed);
                var hashed = new HashingInputStream(new Limited(nar, settings.maxUpload(), () -> tooMuch(file)))) {
            var read = new BufferedInputStream(hashed, BUFFER);
            NarReader.read(read, debugFiles);
            if (read.read() >= 0) {
                throw NarIntake.more(file);
            }
            NarDigest digest = packed.digest();
            if (digest.size() != size) {
                throw NarIntake.corrupt(file, "more bytes follow the end of what is packed");
            }
            NarDigest plain = hashed.digest();
            debug.note(into.map(OrgCache::id), plain.hash(), debugFiles.members());
            return new PutNar(blob, plain, digest, flat.hashes());
        } catch (EOFException e) {
            throw NarIntake.corrupt(file, "its NAR ends too early").causedBy(e);
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not read the NAR '" + file + "' from the store: " + e.getMessage() + ".",
                            "Try again; what was sent is still there.")
                    .causedBy(e);
        }
    }

    private static Fault tooMuch(String file) {
        return NarIntake.corrupt(file, "it unpacks to more than a NAR may have here");
    }

    private static Fault absent(String file) {
        return Fault.of(
                FaultCode.CONFLICT,
                "Could not take the NAR '" + file + "' into the cache: it was not put.",
                "Ask for an address with POST uploads, put the bytes there, then complete it.");
    }
}
