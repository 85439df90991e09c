package io.firn.detect;

import java.util.List;

/**
 * A detector's claim on a tree.
 *
 * @param stack whose claim
 * @param confidence 0 to 100; the highest wins, equal ones by the detectors' order
 * @param evidence what it stands on
 */
public record Match(String stack, int confidence, List<Evidence> evidence) {
    public Match {
        evidence = List.copyOf(evidence);
    }

    /** A claim that stands on one file. */
    public static Match of(String stack, int confidence, String file, String because) {
        return new Match(stack, confidence, List.of(new Evidence("stack", stack, file, because)));
    }
}
