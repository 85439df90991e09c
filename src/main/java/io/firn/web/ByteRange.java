package io.firn.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a resource that a request asks for: one range, as RFC 9110 writes it.
 *
 * @param from first byte
 * @param length bytes
 * @param total bytes of the whole
 */
public record ByteRange(long from, long length, long total) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What the header asks for: empty where it asks for the whole, or in a way that may be answered with the whole. */
    public static Optional<ByteRange> parse(@Nullable String header, long total) {
        Matcher asked = ONE.matcher(header == null ? "" : header.strip());
        if (!asked.matches() || (asked.group(1).isEmpty() && asked.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (asked.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(asked.group(2)), total);
            return Optional.of(new ByteRange(total - last, last, total));
        }
        long from = Long.parseLong(asked.group(1));
        long to = asked.group(2).isEmpty() ? total - 1 : Math.min(Long.parseLong(asked.group(2)), total - 1);
        return Optional.of(new ByteRange(from, to - from + 1, total));
    }

    /** False where the answer must be 416. */
    public boolean satisfiable() {
        return length > 0 && from < total;
    }

    /** The answer's Content-Range. */
    public String contentRange() {
        return satisfiable() ? "bytes " + from + "-" + (from + length - 1) + "/" + total : "bytes */" + total;
    }
}
