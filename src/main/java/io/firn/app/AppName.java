package io.firn.app;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Name of an app: also its host name's first label, part of service and unit names, and of its git address.
 *
 * @param value lower-case letters, digits and hyphens, 2 to 40 of them, a letter first, no hyphen last
 */
@Schema(type = SchemaType.STRING, pattern = "[a-z][a-z0-9-]{0,38}[a-z0-9]", examples = "hello")
public record AppName(@JsonValue String value) implements Comparable<AppName> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,38}[a-z0-9]");
    private static final String RULE =
            "must be 2 to 40 lower-case letters, digits or hyphens, begin with a letter and not end with a hyphen";

    public AppName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /** The name in this text; a fault that says the rule where it is none. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AppName parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw Fault.invalid(
                    "Could not use '" + shortened(text) + "' as the name of an app: it " + RULE + ".",
                    List.of(new FieldFault("name", RULE)));
        }
        return new AppName(text);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    @Override
    public int compareTo(AppName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
