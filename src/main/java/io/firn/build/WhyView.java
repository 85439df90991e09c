package io.firn.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a build did what it did, against the build of the app before it.
 *
 * @param comparedWith the build before; null for the first
 * @param summary sentences for people
 * @param built how many paths were built
 * @param substituted how many came from the cache
 * @param reused how many the builder had
 * @param fetched how many files were fetched from registries
 * @param paths the app, what it is made from, and all else that was built or came from the cache
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WhyView(
        @Nullable UUID comparedWith,
        List<String> summary,
        int built,
        int substituted,
        int reused,
        int fetched,
        List<Path> paths) {
    public WhyView {
        summary = List.copyOf(summary);
        paths = List.copyOf(paths);
    }

    /**
     * One path.
     *
     * @param how {@code built}, {@code substituted} or {@code reused}
     * @param because which input changed, or why none had to
     */
    public record Path(String name, String path, String how, String because) {}
}
