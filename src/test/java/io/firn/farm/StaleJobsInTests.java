package io.firn.farm;

import jakarta.enterprise.context.ApplicationScoped;

/** Lets tests of other rooms do what the service does every 15 seconds. */
@ApplicationScoped
public class StaleJobsInTests {
    private final StaleJobs stale;
    private final Farm farm;

    StaleJobsInTests(StaleJobs stale, Farm farm) {
        this.stale = stale;
        this.farm = farm;
    }

    /** Stops what can be stopped; how many are left. */
    public int sweep() {
        stale.sweep();
        return farm.givenUp().size();
    }
}
