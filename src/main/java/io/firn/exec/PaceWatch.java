package io.firn.exec;

import java.util.concurrent.atomic.AtomicLong;

/** Adds up what a transfer moved, and how long we waited for the other side meanwhile. One thread moves, another one looks. */
final class PaceWatch {
    private final Pace pace;
    private final AtomicLong moved = new AtomicLong();
    private final AtomicLong waited = new AtomicLong();
    private volatile long waitingSince;
    private volatile boolean over;
    private volatile long sentAt;
    private long movedBefore;
    private long waitedBefore;

    PaceWatch(Pace pace) {
        this.pace = pace;
    }

    /** We wait for the other side from now on. */
    void waiting() {
        long now = System.nanoTime();
        waitingSince = now == 0 ? 1 : now;
    }

    /** The other side took or gave bytes. */
    void moved(long bytes) {
        waited.addAndGet(System.nanoTime() - waitingSince);
        waitingSince = 0;
        moved.addAndGet(bytes);
    }

    /** Nothing more is to come. */
    void ended() {
        over = true;
    }

    /** All was sent; from now on the program owes its end. */
    void sent() {
        long now = System.nanoTime();
        sentAt = now == 0 ? 1 : now;
        over = true;
    }

    /** Whether the program got all of its input and then did not end, as one does that waits for somebody else's lock. */
    boolean unanswered() {
        long since = sentAt;
        return since != 0 && System.nanoTime() - since >= pace.over().toNanos();
    }

    /** Whether the last stretch of waiting brought too little; asked about once a second. */
    boolean stalled() {
        if (over) {
            return false;
        }
        long since = waitingSince;
        long allWaited = waited.get() + (since == 0 ? 0 : System.nanoTime() - since);
        long stretch = allWaited - waitedBefore;
        if (stretch < pace.over().toNanos()) {
            return false;
        }
        long allMoved = moved.get();
        boolean tooLittle = (allMoved - movedBefore) / (stretch / 1e9) < pace.bytesPerSecond();
        movedBefore = allMoved;
        waitedBefore = allWaited;
        return tooLittle;
    }
}
