package io.firn.deploy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.List;

/** What the health gate found. */
public sealed interface Verdict {

    /**
     * Every wanted instance answers.
     *
     * @param instances the healthy ones, of all process types
     */
    record Healthy(List<Instance> instances) implements Verdict {}

    /**
     * Nodes could not fetch the image, and the target has given up trying. Not the app's fault: the registry is Firn's own, and
     * may have been away in just those seconds. Starting the release anew may well succeed.
     *
     * @param failure what to say where it does not
     */
    record Unfetched(Unhealthy failure) implements Verdict {}

    /**
     * The release did not come up.
     *
     * @param code why, as a fault's code
     * @param reason second half of a sentence
     * @param hint the next thing to do
     * @param lastLines what the instances printed last
     */
    record Unhealthy(FaultCode code, String reason, String hint, List<String> lastLines) implements Verdict {

        /** The verdict as a fault, with what still serves and the last lines. */
        public Fault fault(ReleaseSpec spec, String stillServing) {
            var message = new StringBuilder("Could not start ")
                    .append(spec.version())
                    .append(" of '")
                    .append(spec.appName())
                    .append("': ")
                    .append(reason)
                    .append(". ")
                    .append(stillServing);
            if (!lastLines.isEmpty()) {
                message.append("\nLast lines:\n  ").append(String.join("\n  ", lastLines));
            }
            return Fault.of(code, message.toString(), hint);
        }
    }
}
