package io.firn.reference;

import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FaultsPageTest {
    private static final Path SOURCE = Path.of("src/main/java/io/firn/fault/FaultCode.java");

    @Test
    void thePageOfFaultsSaysWhatTheCodeSays() throws IOException {
        String source = Files.readString(SOURCE);
        var page = new StringBuilder(
                """
                # Faults

                Every no of Firn has one of these codes. HTTP answers it as `application/problem+json` with `type`, `title`, `status`,
                `code`, `detail` (what could not be done, and why), `hint` (the next thing to do), `errors` (a message per wrong field)
                and `requestId`; the command line prints detail and hint and ends with the exit code. "Try again" says whether the same
                call may succeed later without a change.

                | code | HTTP | exit code | try again | meaning |
                |---|---|---|---|---|
                """);
        for (FaultCode code : FaultCode.values()) {
            page.append("| `%s` | %d | %d | %s | %s |\n"
                    .formatted(
                            code,
                            code.status(),
                            code.exitCode(),
                            code.retryable() ? "yes" : "no",
                            meaning(source, code)));
        }
        ReferencePage.holds("faults.md", page.toString());
    }

    private static String meaning(String source, FaultCode code) {
        Matcher comment =
                Pattern.compile("/\\*\\* ([^/]*?) \\*/\\s+" + code + "\\(").matcher(source);
        if (!comment.find()) {
            throw new AssertionError(code + " has no comment that says when it is used");
        }
        return comment.group(1)
                .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
                .replaceAll("\\{@link Fault#fields\\(\\)}", "`errors`");
    }
}
