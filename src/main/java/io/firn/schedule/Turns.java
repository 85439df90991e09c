package io.firn.schedule;

import java.util.Map;

/**
 * How often the rules have let others pass: kept between two calls, so that nobody is passed over without end.
 *
 * @param interactive deploys that were started since the last other build was, while an impatient one waited
 * @param passed builds started since the one that waits longest was let go, by place in the tree of shares; zeros are
 *     left out
 */
public record Turns(int interactive, Map<String, Double> passed) {
    /** Nobody was passed over yet. */
    public static final Turns NONE = new Turns(0, Map.of());

    public Turns {
        passed = Map.copyOf(passed);
    }
}
