package io.firn.schedule;

/**
 * What one ended build took.
 *
 * @param seconds as on a machine of speed 1
 * @param memory bytes at its peak; 0 where it was not measured
 */
public record Sample(double seconds, long memory) {}
