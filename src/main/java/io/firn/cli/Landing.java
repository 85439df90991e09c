package io.firn.cli;

import io.firn.nix.NarInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where NARs are between the cache and the store: small ones in memory while there is room for them, all others in files. Small
 * ones are offered when they are whole and verified, large ones with their first bytes.
 */
final class Landing {
    private static final long ROOM = 64 << 20;

    private final Path folder;
    private final Arrivals arrivals;
    private final AtomicLong held = new AtomicLong();

    Landing(Path folder, Arrivals arrivals) {
        this.folder = folder;
        this.arrivals = arrivals;
    }

    /** Where one large NAR goes; to be asked for once a path. */
    CacheClient.OutputSupplier large(NarInfo narInfo) {
        var inflow = new Inflow(file(narInfo), narInfo.info().narSize());
        arrivals.onFailure(inflow::stop);
        return () -> {
            OutputStream out = inflow.open();
            arrivals.arrived(narInfo.info().path(), inflow);
            return out;
        };
    }

    /** A NAR is here, whole and verified. */
    void small(NarInfo narInfo, byte[] nar) throws IOException {
        if (held.addAndGet(nar.length) > ROOM) {
            held.addAndGet(-nar.length);
            try (OutputStream out = large(narInfo).open()) {
                out.write(nar);
            }
            return;
        }
        arrivals.arrived(narInfo.info().path(), out -> {
            out.write(nar);
            held.addAndGet(-nar.length);
        });
    }

    private Path file(NarInfo narInfo) {
        return folder.resolve(narInfo.info().path().hashPart());
    }

    /** Fetches something; where that fails the whole goes no further. */
    void orFail(Runnable fetch) {
        try {
            fetch.run();
        } catch (RuntimeException e) {
            arrivals.fail(e);
        }
    }
}
