package io.firn.db;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.config.ConfigValidationException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is said of settings that cannot be read, whoever reads them first. */
public final class WrongSettings {
    private static final Pattern FOR_PROGRAMMERS = Pattern.compile("[a-z.]+\\.[A-Z]\\w+Exception: |SRCFG\\d+: ");

    private WrongSettings() {}

    /** Names each wrong setting, its value, and what it may be. */
    public static Fault of(ConfigValidationException wrong) {
        String problems = IntStream.range(0, wrong.getProblemCount())
                .mapToObj(at -> FOR_PROGRAMMERS
                        .matcher(wrong.getProblem(at).getMessage())
                        .replaceAll(""))
                .collect(Collectors.joining("; "));
        return Fault.of(
                        FaultCode.INVALID,
                        "Could not start: a setting is wrong: " + problems + ".",
                        "Correct it, then start again.")
                .causedBy(wrong);
    }
}
