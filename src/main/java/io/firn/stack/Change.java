package io.firn.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One difference between two ways to build an app.
 *
 * @param what the field of the plan, the package or the file
 * @param from what it is; null where it is new
 * @param to what it becomes; null where it goes
 * @param because why; null where nothing more can be said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Change(String what, @Nullable String from, @Nullable String to, @Nullable String because) {

    /** The change as a person reads it. */
    public String words() {
        String reason = because == null ? "" : " (" + because + ")";
        if (from == null) {
            return what + ": " + to + " is new" + reason;
        }
        return to == null ? what + ": " + from + " goes" + reason : what + ": " + from + " -> " + to + reason;
    }
}
