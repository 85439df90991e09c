package io.firn.pipeline;

import java.util.UUID;

/**
 * A hint, fired within the transaction that changes a run: observe it after success, and read the rows for what is true.
 *
 * @param runId the run
 * @param appId its app
 * @param state where it stands
 */
public record RunChanged(UUID runId, UUID appId, RunState state) {
    static RunChanged of(Run run) {
        return new RunChanged(run.id(), run.appId(), run.state());
    }
}
