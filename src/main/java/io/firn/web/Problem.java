package io.firn.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a fault looks to a caller, after RFC 9457.
 *
 * @param type address of the page that explains the code
 * @param title the code in words
 * @param status HTTP status
 * @param code stable name of the fault
 * @param detail what could not be done, and why
 * @param hint the next thing to do
 * @param errors wrong fields
 * @param requestId what to quote when asking the operator
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        @Nullable String hint,
        List<FieldFault> errors,
        @Nullable String requestId) {
    /** The content type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The problem that a fault answers with. */
    public static Problem of(Fault fault, @Nullable String requestId) {
        String name = fault.code().name();
        String words = name.charAt(0)
                + name.substring(1).toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return new Problem(
                "about:firn/" + name.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                words,
                fault.code().status(),
                name,
                fault.getMessage(),
                fault.hint().orElse(null),
                fault.fields(),
                requestId);
    }
}
