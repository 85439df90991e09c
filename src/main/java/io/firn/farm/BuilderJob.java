package io.firn.farm;

import java.util.UUID;

/**
 * One attempt of a build on one builder. Its names on that machine follow from it, so that whoever knows it can find, follow
 * and stop it: also after a restart of ours, or another of us.
 */
public record BuilderJob(UUID buildId, int attempt, UUID nodeId) {
    private static final String BUILDS = "/var/lib/firn/builds/";
    private static final String ROOTS = "/nix/var/nix/gcroots/firn/";

    public BuilderJob {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are counted from 1, not " + attempt);
        }
    }

    /** {@code <build>-<attempt>}. */
    public String name() {
        return buildId + "-" + attempt;
    }

    /** The systemd unit; systemd refuses a second one of the name. */
    public String unit() {
        return "firn-" + name();
    }

    /** The folder with the log and the exit status. */
    public String folder() {
        return BUILDS + name();
    }

    /** The folder of links that keep its inputs and outputs from being collected. */
    public String roots() {
        return ROOTS + name();
    }
}
