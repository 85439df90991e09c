package io.firn.pipeline;

import java.util.Optional;

/**
 * One named step of a run. A step may be entered again after a crash at any point, so it finds out from the world what is
 * there already and makes only what is missing.
 */
public interface Step {

    /** The name that people and rows know it by. */
    String name();

    /** Why nothing is left to do, where that is so: the effect is there already. Changes nothing. */
    Optional<String> done(RunContext run);

    /** Makes the effect, or what is missing of it. */
    void run(RunContext run);

    /** Takes back what this step began, after it or a later one failed; what served before is not touched. */
    default void undo(RunContext run) {}

    /** Ends a running {@link #run} early because the run was given up; called from another thread. */
    default void stop(RunContext run) {}

    /** Whether from this step on a run is finished rather than given up. */
    default boolean pointOfNoReturn() {
        return false;
    }
}
