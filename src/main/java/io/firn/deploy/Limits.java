package io.firn.deploy;

/**
 * What one instance may use of its node.
 *
 * @param memoryBytes memory, after which it is killed
 * @param nanoCpus processor time; 1,000,000,000 is one processor
 */
public record Limits(long memoryBytes, long nanoCpus) {
    public Limits {
        if (memoryBytes <= 0 || nanoCpus <= 0) {
            throw new IllegalArgumentException("limits are positive, not " + memoryBytes + " and " + nanoCpus);
        }
    }
}
