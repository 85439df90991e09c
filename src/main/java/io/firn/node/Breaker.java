package io.firn.node;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps calls from a machine that does not answer. It opens after three calls in a row that could not reach the machine, lets
 * nothing through for a while that doubles each time, then lets one call through: if that one reaches the machine it closes, if
 * not it waits on. A heartbeat always goes through, and closes it too. Pure but for the lock.
 */
final class Breaker {
    /** Calls in a row that open it. */
    static final int FAILURES = 3;

    /** Where it is. */
    enum State {
        /** Calls go through. */
        CLOSED,
        /** No call goes through. Entered by three failures in a row, and by a probe that failed. */
        OPEN,
        /** One call is under way that decides. Entered by the first call after the wait. */
        HALF_OPEN
    }

    private final Duration firstWait;
    private final Duration longestWait;
    private State state = State.CLOSED;
    private int failures;
    private Duration wait;
    private Instant until = Instant.EPOCH;

    Breaker(Duration firstWait, Duration longestWait) {
        this.firstWait = firstWait;
        this.longestWait = longestWait;
        this.wait = firstWait;
    }

    /** Whether a call may go through now; whoever is let through says how it went. */
    synchronized boolean lets(Instant now) {
        return switch (state) {
            case CLOSED -> true;
            case HALF_OPEN -> probeIsOverdue(now);
            case OPEN -> {
                if (now.isBefore(until)) {
                    yield false;
                }
                state = State.HALF_OPEN;
                until = now.plus(longestWait);
                yield true;
            }
        };
    }

    /** A probe whose caller never came back must not keep the machine out for ever. */
    private boolean probeIsOverdue(Instant now) {
        if (now.isBefore(until)) {
            return false;
        }
        until = now.plus(longestWait);
        return true;
    }

    /** The machine was reached. */
    synchronized void reached() {
        state = State.CLOSED;
        failures = 0;
        wait = firstWait;
    }

    /** The machine was not reached. */
    synchronized void missed(Instant now) {
        failures++;
        if (state == State.HALF_OPEN) {
            open(now, min(wait.multipliedBy(2), longestWait));
        } else if (state == State.CLOSED && failures >= FAILURES) {
            open(now, firstWait);
        }
    }

    private void open(Instant now, Duration next) {
        state = State.OPEN;
        wait = next;
        until = now.plus(next);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    synchronized State state() {
        return state;
    }

    /** How long no call goes through. */
    synchronized Duration left(Instant now) {
        return state == State.CLOSED || now.isAfter(until) ? Duration.ZERO : Duration.between(now, until);
    }
}
