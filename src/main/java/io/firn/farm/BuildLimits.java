package io.firn.farm;

import java.time.Duration;

/**
 * What one build may use up before it is stopped.
 *
 * @param wall the whole build, evaluation included
 * @param silent a single derivation that prints nothing
 * @param logBytes of log
 * @param memoryBytes of memory for all its processes together
 * @param cpus processors' worth of time; 0 for as much as there is
 */
public record BuildLimits(Duration wall, Duration silent, long logBytes, long memoryBytes, int cpus) {
    /** 15 minutes, 5 of them silent, 16 MiB of log, 4 GiB of memory. */
    public static final BuildLimits DEFAULT =
            new BuildLimits(Duration.ofMinutes(15), Duration.ofMinutes(5), 16L << 20, 4L << 30);

    /** Without a limit on processors. */
    public BuildLimits(Duration wall, Duration silent, long logBytes, long memoryBytes) {
        this(wall, silent, logBytes, memoryBytes, 0);
    }

    public BuildLimits {
        if (wall.toSeconds() < 1 || silent.toSeconds() < 1 || logBytes < 1024 || memoryBytes < 1 << 20) {
            throw new IllegalArgumentException("a build needs at least a second, 1 KiB of log and 1 MiB of memory: "
                    + wall + ", " + silent + ", " + logBytes + ", " + memoryBytes);
        }
    }
}
