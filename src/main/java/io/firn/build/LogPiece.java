package io.firn.build;

/**
 * A part of a build's log.
 *
 * @param start where it begins
 * @param bytes what was printed
 */
public record LogPiece(long start, byte[] bytes) {
    /** Where the next part begins. */
    public long end() {
        return start + bytes.length;
    }
}
