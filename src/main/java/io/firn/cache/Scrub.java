package io.firn.cache;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.HashingInputStream;
import io.firn.nix.NarDigest;
import io.firn.nix.NarVisitor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Reads all blobs back at a bounded rate. One whose bytes are not what was signed is quarantined at once, so that nobody is
 * served by it, and fetched anew from where it is to be had. A store that does not answer is no broken blob: the scrub stops
 * there, and the next one goes on.
 */
final class Scrub {
    private static final Logger LOG = Logger.getLogger(Scrub.class);
    private static final int AT_ONCE = 100;

    private final Cache cache;
    private final ScrubRows rows;
    private final String owner;
    private final long bytesPerSecond;
    private final Iterable<NarOrigin> origins;

    Scrub(Cache cache, ScrubRows rows, String owner, long bytesPerSecond, Iterable<NarOrigin> origins) {
        this.cache = cache;
        this.rows = rows;
        this.owner = owner;
        this.bytesPerSecond = bytesPerSecond;
        this.origins = origins;
    }

    /** Reads what is left to read of a scrub; asks before each blob whether to go on. */
    void run(UUID scrub, BooleanSupplier goOn) {
        try {
            List<String> blobs = rows.next(scrub, AT_ONCE);
            while (!blobs.isEmpty()) {
                for (String blob : blobs) {
                    if (!goOn.getAsBoolean()) {
                        rows.end(scrub, ScrubReport.State.STOPPED, "the service was stopping");
                        return;
                    }
                    look(scrub, blob);
                }
                blobs = rows.next(scrub, AT_ONCE);
            }
            rows.end(scrub, ScrubReport.State.DONE, null);
        } catch (Fault stopped) {
            LOG.warnf("The scrub of the cache stops for now: %s", stopped.getMessage());
            rows.end(scrub, ScrubReport.State.STOPPED, stopped.getMessage());
        }
    }

    private void look(UUID scrub, String blob) {
        Optional<StoredPath> kept = cache.byBlob(blob);
        if (kept.isEmpty()) {
            return; // collected meanwhile
        }
        StoredPath stored = kept.get();
        Optional<String> wrong = wrong(stored);
        if (wrong.isEmpty()) {
            rows.acquit(blob);
            rows.passed(scrub, blob, stored.file().size(), false, false);
            return;
        }
        boolean broken = rows.quarantine(blob, wrong.get());
        boolean healed = broken && heal(stored);
        if (broken) {
            LOG.warnf(
                    "The bytes of %s in the cache are broken (%s); %s",
                    stored.info().path(), wrong.get(), healed ? "they were fetched anew" : "it is not served any more");
        }
        rows.passed(scrub, blob, stored.file().size(), broken, healed);
    }

    /** What is wrong with the bytes of a path, or empty where nothing is. */
    private Optional<String> wrong(StoredPath stored) {
        try (InputStream blob = cache.blobs().open(stored.blob(), 0, Long.MAX_VALUE)) {
            var file = new HashingInputStream(new Paced(blob, bytesPerSecond));
            var nar = new HashingInputStream(new ZstdInputStream(file));
            nar.transferTo(OutputStream.nullOutputStream());
            file.transferTo(OutputStream.nullOutputStream());
            if (!same(
                    nar.digest(),
                    new NarDigest(stored.info().narHash(), stored.info().narSize()))) {
                return Optional.of("the NAR has another hash than the one that was signed");
            }
            return same(file.digest(), stored.file())
                    ? Optional.empty()
                    : Optional.of("the packed file has another hash than its name says");
        } catch (ZstdIOException | EOFException e) {
            return Optional.of("the packed file cannot be unpacked: " + e.getMessage());
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (why.toLowerCase(Locale.ROOT).contains("input/output error")) {
                return Optional.of("the disk cannot read it");
            }
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not read the blob '" + stored.blob() + "' back: " + why + ".",
                            "Start the scrub again when the blob store answers; it goes on from there.")
                    .causedBy(e);
        } catch (Fault e) {
            if (e.code() == FaultCode.NOT_FOUND) {
                return Optional.of("it is not in the blob store");
            }
            throw e;
        }
    }

    private static boolean same(NarDigest one, NarDigest other) {
        return one.size() == other.size() && one.hash().equals(other.hash());
    }

    /** Asks one origin after the other; what comes is checked like any NAR, and takes the broken one's place. */
    private boolean heal(StoredPath broken) {
        for (NarOrigin origin : origins) {
            String blob = cache.newBlob(broken.info().narHash());
            try {
                if (origin.send(broken.info(), nar -> take(broken, blob, nar))
                        && cache.blobs().size(blob).isPresent()) {
                    LOG.infof("%s came again from %s", broken.info().path(), origin.name());
                    cache.discard(List.of(broken.blob()));
                    return true;
                }
            } catch (RuntimeException e) {
                LOG.infof("%s could not be had from %s: %s", broken.info().path(), origin.name(), e.getMessage());
            }
            cache.discard(List.of(blob));
        }
        return false;
    }

    private void take(StoredPath broken, String blob, InputStream nar) {
        String what = broken.info().path().toString();
        try (BlobStore.Draft draft = cache.blobs().begin(blob)) {
            NarIntake.Taken taken =
                    cache.intake().take(what, nar, broken.info().narSize(), NarVisitor.nothing(), draft.stream());
            if (!same(
                    taken.nar(),
                    new NarDigest(broken.info().narHash(), broken.info().narSize()))) {
                throw NarIntake.corrupt(what, "it is another NAR than the one that was signed");
            }
            draft.commit();
            var fresh = new StoredPath(broken.info(), blob, taken.file(), broken.signatures());
            if (!rows.replace(broken.blob(), fresh, owner)) {
                throw NarIntake.corrupt(what, "the path was collected meanwhile");
            }
        }
    }
}
