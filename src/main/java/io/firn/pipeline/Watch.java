package io.firn.pipeline;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks twice a second whether a run at work is to be given up, and tells its step. Ends when it is closed. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Watch.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final RunContext run;
    private final Step step;
    private final Journal journal;
    private final CountDownLatch over = new CountDownLatch(1);

    Watch(RunContext run, Step step, Journal journal) {
        this.run = run;
        this.step = step;
        this.journal = journal;
        if (!step.pointOfNoReturn() && !run.row().pastReturn()) {
            Thread.ofVirtual().name("firn-watch-" + run.id()).start(this::look);
        }
    }

    private void look() {
        try {
            while (!over.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                if (asked()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean asked() {
        try {
            var reason = journal.stopReason(run);
            reason.ifPresent(why -> {
                run.stop(why);
                step.stop(run);
            });
            return reason.isPresent();
        } catch (RuntimeException e) {
            // The next look may be luckier; a run that nobody can stop still ends by itself.
            LOG.debugf(e, "Could not look whether run %s is to be given up", run.id());
            return false;
        }
    }

    @Override
    public void close() {
        over.countDown();
    }
}
