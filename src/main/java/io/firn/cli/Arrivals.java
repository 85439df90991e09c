package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarInfo;
import io.firn.nix.NarSource;
import io.firn.nix.StorePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Paths on their way into a store: those that come from the cache, in any order, are handed out once the store has all that they
 * refer to. Several threads may bring, and several may take.
 */
final class Arrivals {
    private final Map<StorePath, Coming> coming = new HashMap<>();
    /** The largest first: begun last, it would be waited for when all others are in. */
    private final PriorityQueue<Arrived> ready = new PriorityQueue<>(
            Comparator.comparingLong((Arrived one) -> one.narInfo().info().narSize())
                    .reversed());

    private final List<Runnable> stops = new ArrayList<>();
    private int here;
    private int beingTaken;
    private int left;
    private @Nullable RuntimeException failure;

    /**
     * One path that the store can take.
     *
     * @param narInfo what the cache says of it
     * @param nar its NAR, which may still be coming
     */
    record Arrived(NarInfo narInfo, NarSource nar) {}

    private static final class Coming {
        private final NarInfo narInfo;
        private final List<Coming> neededBy = new ArrayList<>();
        private int lacking;
        private boolean came;
        private @Nullable NarSource nar;

        private Coming(NarInfo narInfo) {
            this.narInfo = narInfo;
        }
    }

    Arrivals(Collection<NarInfo> wanted) {
        wanted.forEach(narInfo -> coming.put(narInfo.info().path(), new Coming(narInfo)));
        for (Coming one : coming.values()) {
            for (StorePath reference : one.narInfo.info().references()) {
                Coming needed = coming.get(reference);
                if (needed != null && needed != one) {
                    needed.neededBy.add(one);
                    one.lacking++;
                }
            }
        }
        left = coming.size();
    }

    /** The NAR of a path is here, or begins to come; a request that was made again may bring it twice. */
    synchronized void arrived(StorePath path, NarSource nar) {
        Coming one = coming.get(path);
        if (one != null && !one.came) {
            one.came = true;
            one.nar = nar;
            here++;
            offer(one);
        }
    }

    /** It goes no further; what was begun is ended. The first reason is the one that is told. */
    synchronized void fail(RuntimeException why) {
        if (failure == null) {
            failure = why;
            stops.forEach(Runnable::run);
        }
        notifyAll();
    }

    /** Has something done when it goes no further, or at once where it does not already; it must not wait for anything. */
    synchronized void onFailure(Runnable stop) {
        stops.add(stop);
        if (failure != null) {
            stop.run();
        }
    }

    /** Waits for a path that the store can take now; nothing where all are in, or where it goes no further. */
    synchronized Optional<Arrived> next() throws InterruptedException {
        while (failure == null && left > 0 && ready.isEmpty()) {
            if (beingTaken == 0 && here == coming.size()) {
                fail(Fault.of(
                        FaultCode.CORRUPT,
                        "Could not pull the closure: paths of it refer to each other in a circle.",
                        "Tell who runs the cache; no store can hold such paths."));
            } else {
                wait();
            }
        }
        if (failure != null || left == 0) {
            return Optional.empty();
        }
        beingTaken++;
        return Optional.of(ready.remove());
    }

    /** The store has a path that {@link #next} gave. */
    synchronized void taken(StorePath path) {
        beingTaken--;
        left--;
        Coming one = coming.get(path);
        if (one != null) {
            for (Coming waiting : one.neededBy) {
                waiting.lacking--;
                offer(waiting);
            }
        }
        notifyAll();
    }

    /** Throws what {@link #fail} was told. */
    synchronized void orFail() {
        if (failure != null) {
            throw failure;
        }
    }

    private void offer(Coming one) {
        if (one.nar != null && one.lacking == 0) {
            ready.add(new Arrived(one.narInfo, one.nar));
            // it may be many bytes in memory, which are not to be held once the store has them
            one.nar = null;
            notifyAll();
        }
    }
}
