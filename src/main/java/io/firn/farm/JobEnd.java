package io.firn.farm;

/** How following a job ended. */
public sealed interface JobEnd {
    /** It ended on its builder, well or not. */
    record Ended(JobStatus status) implements JobEnd {}

    /** Its builder did not answer for too long, or restarted and knows nothing of it. */
    record Lost(String why) implements JobEnd {}
}
