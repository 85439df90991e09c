package io.firn.schedule;

/** What the farm is for: whose turn it is follows from it. Deploys go before all else with either. */
public enum Goal {
    /** Everybody gets their share. Long builds go first only when the queue runs dry. */
    SHARES,
    /**
     * All that waits is done soonest: the longest build first. For a farm that one org has to itself, or a rebuild of everything;
     * who has only short builds waits for the end, except for those that have waited longer than patience lasts.
     */
    SOONEST_END
}
