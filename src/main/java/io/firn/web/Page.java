package io.firn.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items what is on it
 * @param next what to send as {@code after} for the next page; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /** A page of what was read with {@link PageRequest#limitPlusOne()}: the one too many tells that there is more. */
    public static <T> Page<T> of(List<T> read, PageRequest page, Function<T, String> cursor) {
        if (read.size() <= page.limit()) {
            return new Page<>(read, null);
        }
        List<T> items = read.subList(0, page.limit());
        return new Page<>(items, cursor.apply(items.getLast()));
    }
}
