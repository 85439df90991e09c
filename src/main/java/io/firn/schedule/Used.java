package io.firn.schedule;

import java.time.Instant;

/**
 * What an org, an app or a branch has used of the farm: CPU-seconds, of which half are forgotten each half-life.
 *
 * @param seconds CPU-seconds as they stood then
 * @param asOf then
 * @param weight its part; 2 gets twice as much as 1
 */
public record Used(double seconds, Instant asOf, double weight) {}
