package io.firn.pipeline;

import io.firn.fault.Fault;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a run writes down about itself. Each verb is one short transaction in which the app's lease is checked first: a control
 * plane that lost it gets a {@code CONFLICT} and changes nothing.
 */
interface Journal {
    /** Begins the run, or counts one more attempt at it. */
    void begin(RunContext run);

    /** Why the run is to be given up, where that was asked for and is still possible. */
    Optional<String> stopReason(RunContext run);

    /**
     * Enters a step; empty where it may go on, else why the run is to be given up. From a step of no return on, nobody can ask
     * for that any more.
     */
    Optional<String> enter(RunContext run, Step step, int position);

    /** Ends a step. */
    void leave(RunContext run, Step step, StepState how, Optional<String> reason, Optional<String> detail);

    /** Changes facts of the run. */
    void note(RunContext run, Consumer<Run> change);

    /** Ends the run well. */
    void succeed(RunContext run);

    /** Ends the run with a fault. */
    void fail(RunContext run, Fault why);

    /** Ends the run because it was given up. */
    void cancelled(RunContext run);
}
