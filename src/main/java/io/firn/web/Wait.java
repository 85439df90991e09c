package io.firn.web;

import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller is ready to wait for an answer to become interesting. Only on virtual threads: waiting holds one.
 *
 * @param limit zero for no waiting
 */
public record Wait(Duration limit) {
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,3})s?");

    /** From {@code ?wait=}: seconds, with or without an {@code s}; absent means no waiting. */
    public static Wait of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return new Wait(Duration.ZERO);
        }
        Matcher matcher = SECONDS.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > MOST.toSeconds()) {
            throw Fault.invalid(
                    "Could not wait for '" + text.substring(0, Math.min(20, text.length())) + "'.",
                    List.of(new FieldFault("wait", "must be seconds from 0 to " + MOST.toSeconds())));
        }
        return new Wait(Duration.ofSeconds(Integer.parseInt(matcher.group(1))));
    }

    /** Reads again until the answer is good or the time is up, and returns the last one. */
    public <T> T until(Supplier<T> read, Predicate<T> good) {
        long end = System.nanoTime() + limit.toNanos();
        T answer = read.get();
        while (!good.test(answer)
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK.toNanos());
            answer = read.get();
        }
        return answer;
    }
}
