package io.firn.farm;

/**
 * What one build may know: a variable of its own, and a file of that name. It goes to the builder on standard input, into a file
 * system in memory.
 *
 * @param name upper-case letters, digits and underscores
 */
public record BuildSecret(String name, String value) {
    @Override
    public String toString() {
        return name; // a log may show it
    }
}
