package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarSource;
import io.firn.nix.NarVisitor;
import io.firn.nix.PathInfo;
import io.firn.nix.Pipe;
import io.firn.nix.StorePath;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A closure on its way into the cache: paths are added in any order, checked, packed and kept, but nobody sees them before
 * {@link #commit}. Closing without a commit deletes what was kept. Paths may be added from several threads.
 */
public final class Ingest implements AutoCloseable {
    private final Cache cache;
    private final NarIntake intake;
    private final Map<StorePath, StoredPath> added = new HashMap<>();
    private final Map<StorePath, String> expected = new HashMap<>();
    private final Map<StorePath, List<String>> debug = new HashMap<>();
    private final Set<String> blobs = new LinkedHashSet<>();

    Ingest(Cache cache, NarIntake intake) {
        this.cache = cache;
        this.intake = intake;
    }

    /** Tells which paths will be added, so that their leftovers can be found after a crash; each alone costs a transaction. */
    public void expect(Collection<PathInfo> infos) {
        Map<StorePath, String> named = cache.newBlobs(infos);
        synchronized (added) {
            named.forEach((path, blob) -> {
                expected.put(path, blob);
                blobs.add(blob);
            });
        }
    }

    /** As {@link #add(PathInfo, InputStream)}, for NARs that are written rather than read. */
    public void add(PathInfo info, NarSource nar) {
        try (var pipe = new Pipe("firn-nar", nar::writeTo)) {
            add(info, pipe);
        }
    }

    /**
     * Reads a path's NAR to its end, checks form, hash and size, and keeps it packed. A NAR that is not what the info says is a
     * {@code CORRUPT} fault, a full disk a {@code NO_CAPACITY} one; the ingest goes on without the path. A path that is valid
     * already, or that was added before, is read and thrown away: ask {@link Cache#missing} first.
     */
    public void add(PathInfo info, InputStream nar) {
        String blob = blobFor(info);
        StoredPath stored;
        var debugFiles = new DebugFiles(NarVisitor.nothing());
        try (BlobStore.Draft draft = cache.blobs().begin(blob)) {
            NarIntake.Taken taken =
                    intake.takeSized(info.path().toString(), nar, info.narSize(), debugFiles, draft.stream());
            if (taken.nar().size() != info.narSize() || !taken.nar().hash().equals(info.narHash())) {
                throw NarIntake.corrupt(
                        info.path().toString(),
                        "its NAR has " + taken.nar().size() + " bytes and the hash "
                                + taken.nar().hash() + ", announced were " + info.narSize() + " and " + info.narHash());
            }
            draft.commitUnsettled();
            cache.traffic().received(taken.nar().size());
            stored = new StoredPath(info, blob, taken.file(), List.of());
        }
        synchronized (added) {
            added.putIfAbsent(info.path(), stored);
            if (!debugFiles.members().isEmpty()) {
                debug.put(info.path(), debugFiles.members());
            }
        }
    }

    /**
     * Makes all added paths valid at once, signed with the farm's keys; the root must be among them or valid already, and so
     * must all that they refer to. After this the ingest is empty again.
     */
    public void commit(StorePath root) {
        List<StoredPath> signed;
        synchronized (added) {
            if (!added.containsKey(root) && !cache.valid(root)) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not commit the closure of '" + root + "': the path itself was not sent.",
                        "Send it too.");
            }
            signed = added.values().parallelStream()
                    .map(path -> new StoredPath(path.info(), path.blob(), path.file(), cache.signatures(path.info())))
                    .toList();
        }
        try {
            cache.blobs().settle(signed.stream().map(StoredPath::blob).toList());
        } catch (Fault fault) {
            throw fault.code() == FaultCode.NOT_FOUND ? PathCommit.givenUp() : fault;
        }
        Set<String> unneeded = cache.commit(signed);
        synchronized (added) {
            signed.stream()
                    .map(StoredPath::blob)
                    .filter(blob -> !unneeded.contains(blob))
                    .forEach(blobs::remove);
            added.clear();
            debug.forEach(cache::holdsDebugFiles);
            debug.clear();
        }
    }

    /** Deletes what was kept and not committed. */
    @Override
    public void close() {
        List<String> left;
        synchronized (added) {
            left = List.copyOf(blobs);
            blobs.clear();
            added.clear();
        }
        cache.discard(left);
    }

    private String blobFor(PathInfo info) {
        synchronized (added) {
            String blob = expected.remove(info.path());
            if (blob != null) {
                return blob;
            }
        }
        String blob = cache.newBlob(info.narHash());
        synchronized (added) {
            blobs.add(blob);
        }
        return blob;
    }
}
