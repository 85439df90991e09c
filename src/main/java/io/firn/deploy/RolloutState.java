package io.firn.deploy;

import java.util.EnumSet;
import java.util.Set;

/** Where a release is on its way onto the target and off it again. */
public enum RolloutState {
    /** Its instances are being started; nobody sees them yet. */
    STARTING,
    /** It answers, and could take the traffic. */
    READY,
    /** It has the traffic. */
    LIVE,
    /** It had the traffic and still runs, so that going back is a switch. */
    WARM,
    /** It did not become healthy; nothing of it runs. */
    FAILED,
    /** It was stopped; it can be started again from its image. */
    RETIRED;

    /** Whether something of it may run. */
    public boolean running() {
        return this == STARTING || this == READY || this == LIVE || this == WARM;
    }

    /** The states from which this one can be entered. */
    Set<RolloutState> from() {
        return switch (this) {
            case STARTING -> EnumSet.of(STARTING, FAILED, RETIRED);
            case READY -> EnumSet.of(STARTING, READY);
            case LIVE -> EnumSet.of(READY, WARM, LIVE);
            case WARM -> EnumSet.of(LIVE, WARM);
            case FAILED -> EnumSet.of(STARTING, READY, FAILED);
            case RETIRED -> EnumSet.of(STARTING, READY, WARM, LIVE, FAILED, RETIRED);
        };
    }
}
