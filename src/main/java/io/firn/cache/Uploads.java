package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What {@code nix copy --to} brings: a NAR first, unseen until a narinfo tells the truth about it. What may become valid in
 * which cache is {@link Admission}'s word. A path that is valid already stays as it is, whatever is sent.
 */
@Singleton
final class Uploads {
    private final Cache cache;
    private final Shelves shelves;
    private final Admission admission;
    private final Adoption adoption;
    private final Reads reads;
    private final PendingRows pending;
    private final CacheSettings settings;
    private final Quotas quotas;
    private final DebugIndex debug;
    private final Clock clock;

    Uploads(
            Cache cache,
            Shelves shelves,
            Admission admission,
            Adoption adoption,
            Reads reads,
            CacheSettings settings,
            Quotas quotas,
            DebugIndex debug,
            Clock clock) {
        this.cache = cache;
        this.shelves = shelves;
        this.admission = admission;
        this.adoption = adoption;
        this.reads = reads;
        this.pending = cache.pending();
        this.settings = settings;
        this.quotas = quotas;
        this.debug = debug;
        this.clock = clock;
    }

    /** Takes a NAR as the client packed it; it stays unseen until a narinfo names it. */
    void nar(UUID orgId, Optional<OrgCache> into, String file, InputStream body) {
        quotas.require(orgId, 0);
        String name = putName(into, StoredPath.FOLDER + file);
        String blob = into.isEmpty() ? cache.newPutBlob(orgId, name) : cache.newPutBlob("org/", orgId, name);
        try (BlobStore.Draft draft = cache.blobs().begin(blob);
                InputStream nar = Unpacking.byName(file, new Deadline(body, clock, settings.uploadTimeout()))) {
            var flat = new FlatHashes();
            var debugFiles = new DebugFiles(flat);
            NarIntake.Taken taken = cache.intake().take(file, nar, settings.maxUpload(), debugFiles, draft.stream());
            draft.commit();
            debug.note(into.map(OrgCache::id), taken.nar().hash(), debugFiles.members());
            pending.complete(new PutNar(blob, taken.nar(), taken.file(), flat.hashes()));
        } catch (IOException e) {
            cache.discard(List.of(blob));
            throw NarIntake.corrupt(file, "it is not packed as its name says").causedBy(e);
        } catch (RuntimeException e) {
            cache.discard(List.of(blob));
            throw e;
        }
    }

    /** Takes a narinfo: checks that it tells the truth about a NAR that was put, and makes the path valid. */
    void narInfo(UUID orgId, Optional<OrgCache> into, String hashPart, String text) {
        NarInfo claimed = parse(text);
        PathInfo info = claimed.info();
        StorePath path = info.path();
        if (!path.hashPart().equals(hashPart)) {
            throw Admission.refused(path, "it was put under another path's name", "Send it with nix copy.");
        }
        Shelf shelf = shelves.of(into);
        Optional<PutNar> sent = pending.findPut(orgId, putName(into, claimed.url()));
        Optional<StoredPath> there = shelf.byHash(hashPart);
        if (there.isPresent()) {
            if (there.get().info().fingerprint().equals(info.fingerprint())) {
                admission.signatures(into, info, claimed).ifPresent(more -> shelf.sign(path, more));
                reads.forget(into, hashPart);
            }
            sent.ifPresent(put -> cache.discard(List.of(put.blob())));
            return;
        }
        PutNar put = sent.or(() -> known(orgId, into, shelf, claimed.url()))
                .orElseThrow(() -> Fault.of(
                        FaultCode.CONFLICT,
                        "Could not take '" + path + "' into the cache: its NAR '" + claimed.url() + "' was not sent.",
                        "Send the NAR first, then the narinfo."));
        if (!put.nar().hash().equals(info.narHash()) || put.nar().size() != info.narSize()) {
            throw NarIntake.corrupt(path.toString(), "the NAR that was sent is not the one that its narinfo tells of");
        }
        admission.check(into, info, put);
        adoption.adopt(into, shelf, info);
        List<String> signatures = admission.signatures(into, info, claimed).orElse(List.of());
        quotas.require(orgId, put.file().size());
        cache.discard(shelf.commit(List.of(new StoredPath(info, put.blob(), put.file(), signatures))));
        debug.adopt(into.map(OrgCache::id), info.narHash(), hashPart);
        quotas.add(orgId, 1, put.file().size());
    }

    /** A client does not send a file that the cache has already, for another path; it is read from there then. */
    private Optional<PutNar> known(UUID orgId, Optional<OrgCache> into, Shelf shelf, String url) {
        return StoredPath.fileOf(url).flatMap(shelf::byFile).flatMap(same -> {
            String file = url.substring(StoredPath.FOLDER.length());
            nar(
                    orgId,
                    into,
                    file,
                    cache.blobs().open(same.blob(), 0, same.file().size()));
            return pending.findPut(orgId, putName(into, url));
        });
    }

    static String putName(Optional<OrgCache> into, String url) {
        return into.map(one -> one.id() + "/").orElse("") + url;
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
}
