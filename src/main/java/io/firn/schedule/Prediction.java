package io.firn.schedule;

import java.util.Map;

/**
 * What a build will take, as far as its app's earlier builds tell.
 *
 * @param seconds on a machine of speed 1
 * @param atMost the longest that one took of those that are known, or what the farm's bad builds take of their usual time
 * @param memory bytes at its peak
 * @param disk bytes that it adds to the store
 * @param inputs what it needs from elsewhere: key to bytes
 */
public record Prediction(double seconds, double atMost, long memory, long disk, Map<String, Long> inputs) {
    public Prediction {
        if (!(seconds > 0) || atMost < seconds || memory < 0 || disk < 0) {
            throw new IllegalArgumentException(seconds + " s, " + memory + " bytes, " + disk + " bytes of disk");
        }
        inputs = Map.copyOf(inputs);
    }
}
