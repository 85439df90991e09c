package io.firn.fault;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How anything in this system says no. The message follows one grammar: {@code Could not <verb> <object>: <reason>.}; the
 * hint is the next thing to do, one sentence. Both are shown to callers, so neither may hold a secret or another org's names.
 * The cause goes to the operator's log only.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FaultCode code;
    private final @Nullable String hint;
    private final List<FieldFault> fields;

    private Fault(
            FaultCode code, String message, @Nullable String hint, List<FieldFault> fields, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
        this.fields = List.copyOf(fields);
    }

    /** A fault with no hint; use it only where there is truly nothing that the reader could do. */
    public static Fault of(FaultCode code, String message) {
        return new Fault(code, message, null, List.of(), null);
    }

    /** A fault with the next thing to do. */
    public static Fault of(FaultCode code, String message, String hint) {
        return new Fault(code, message, hint, List.of(), null);
    }

    /** Wrong input, field by field. */
    public static Fault invalid(String message, List<FieldFault> fields) {
        return new Fault(FaultCode.INVALID, message, null, fields, null);
    }

    /** The same fault with its cause, for the operator's log. */
    public Fault causedBy(Throwable cause) {
        return new Fault(code, getMessage(), hint, fields, cause);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }

    /** What kind of no this is. */
    public FaultCode code() {
        return code;
    }

    /** The next thing to do, where there is one. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }

    /** Wrong fields, for {@link FaultCode#INVALID}. */
    public List<FieldFault> fields() {
        return fields;
    }

    /** Message and hint as one text for people. */
    public String sentence() {
        return hint == null ? getMessage() : getMessage() + " " + hint;
    }
}
