package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How a command ended.
 *
 * @param exit exit status; 128 + n where signal n ended it
 * @param out standard output (empty when streamed)
 * @param err standard error, cut to its last part where it is long, secrets removed
 * @param took wall time
 */
public record Result(int exit, byte[] out, String err, Duration took) {

    /** Whether the exit status is zero. */
    public boolean ok() {
        return exit == 0;
    }

    /** Standard output as UTF-8 without trailing white space. */
    public String text() {
        return new String(out, StandardCharsets.UTF_8).stripTrailing();
    }

    /** This result where the exit status is zero, else a fault that says what could not be done and the error's last line. */
    public Result orFail(String couldNot, String hint) {
        if (ok()) {
            return this;
        }
        String last = err.strip().lines().reduce("", (a, b) -> b.isBlank() ? a : b);
        throw Fault.of(
                FaultCode.UNAVAILABLE, "Could not " + couldNot + ": " + (last.isEmpty() ? "exit " + exit : last), hint);
    }
}
