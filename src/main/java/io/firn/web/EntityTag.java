package io.firn.web;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Revisions as HTTP names them in {@code ETag} and {@code If-Match}. */
public final class EntityTag {
    private static final Pattern FORM = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");

    private EntityTag() {}

    /** The tag of a revision. */
    public static String of(long revision) {
        return "\"" + revision + "\"";
    }

    /** The revision that a change is meant for; empty where any will do. */
    public static OptionalLong expected(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
            return OptionalLong.empty();
        }
        Matcher matcher = FORM.matcher(ifMatch.strip());
        if (!matcher.matches()) {
            throw Fault.of(
                    FaultCode.PRECONDITION_FAILED,
                    "Could not change it: the value of If-Match is no tag that was given here.",
                    "Read it again and send its ETag.");
        }
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
    }
}
