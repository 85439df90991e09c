package io.firn.farm;

import io.firn.fault.Fault;
import io.firn.node.NodeAnswered;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.jboss.logging.Logger;

/** Stops what runs on builders that came back after their builds were given up. */
@ApplicationScoped
class StaleJobs {
    private static final Logger LOG = Logger.getLogger(StaleJobs.class);

    private final Farm farm;

    StaleJobs(Farm farm) {
        this.farm = farm;
    }

    @Scheduled(every = "15s", identity = "stale-jobs", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void lookAround() {
        sweep();
    }

    void answered(@ObservesAsync NodeAnswered node) {
        sweep();
    }

    void sweep() {
        for (BuilderJob job : farm.givenUp()) {
            if (!farm.known(job)) {
                farm.ended(job);
            } else if (farm.reachable(job)) {
                stop(job);
            }
        }
    }

    private void stop(BuilderJob job) {
        try {
            farm.cancel(job);
            farm.forget(job);
            farm.ended(job);
            LOG.infof("Build %s: attempt %d, which was given up, was stopped.", job.buildId(), job.attempt());
        } catch (Fault away) {
            LOG.debugf("Attempt %s is not stopped yet: %s", job.name(), away.getMessage());
        }
    }
}
