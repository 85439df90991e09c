package io.firn.cli;

import io.firn.nix.NarInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Where NARs are between the cache and the store: small ones in memory while there is room for them, all others in files. */
final class Landing {
    private static final long ROOM = 64 << 20;

    private final Path folder;
    private final Arrivals arrivals;
    private final AtomicLong held = new AtomicLong();

    Landing(Path folder, Arrivals arrivals) {
        this.folder = folder;
        this.arrivals = arrivals;
    }

    /** The file that a path's NAR is written to. */
    Path file(NarInfo narInfo) {
        return folder.resolve(narInfo.info().path().hashPart());
    }

    /** A NAR is here, whole and verified, in its file. */
    void large(NarInfo narInfo) {
        Path file = file(narInfo);
        arrivals.arrived(narInfo.info().path(), out -> {
            Files.copy(file, out);
            Files.delete(file);
        });
    }

    /** A NAR is here, whole and verified. */
    void small(NarInfo narInfo, byte[] nar) throws IOException {
        if (held.addAndGet(nar.length) > ROOM) {
            held.addAndGet(-nar.length);
            Files.write(file(narInfo), nar);
            large(narInfo);
            return;
        }
        arrivals.arrived(narInfo.info().path(), out -> {
            out.write(nar);
            held.addAndGet(-nar.length);
        });
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
