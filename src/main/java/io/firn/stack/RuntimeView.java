package io.firn.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A version of a tool as an administrator sees it.
 *
 * @param standard whether those who do not ask get it
 * @param pinned whether an administrator made it so
 * @param hidden whether it is not chosen any more
 * @param deprecated what its users are told
 * @param added whether an administrator added it
 * @param path where a builder made it, in the answer to its adding
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuntimeView(
        String tool,
        String version,
        boolean standard,
        boolean pinned,
        boolean hidden,
        @Nullable String deprecated,
        boolean added,
        @Nullable String path) {

    RuntimeView(
            String tool,
            String version,
            boolean standard,
            boolean pinned,
            boolean hidden,
            @Nullable String deprecated,
            boolean added) {
        this(tool, version, standard, pinned, hidden, deprecated, added, null);
    }

    RuntimeView madeAs(String where) {
        return new RuntimeView(tool, version, standard, pinned, hidden, deprecated, added, where);
    }
}
