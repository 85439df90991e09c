package io.firn.pipeline;

import io.firn.build.Build;
import io.firn.build.BuildState;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Unlocked;
import java.util.Optional;

/** What is said where dependencies could not be resolved. */
final class Unresolved {
    private Unresolved() {}

    /** There is no lock file, and it cannot be made. */
    static Fault unmade(Unlocked unlocked, String why, String other) {
        String said = unlocked.refusal().map(Fault::getMessage).orElse("");
        return Fault.of(
                FaultCode.UNSUPPORTED,
                said.isEmpty()
                        ? "Could not resolve what " + unlocked.manifest() + " asks for: there is no " + unlocked.lock()
                                + " that says all of it, and " + why + "."
                        : said + " Nor can it be chosen at an index: " + why + ".",
                unlocked.refusal()
                                .flatMap(Fault::hint)
                                .map(hint -> hint + " Or ")
                                .orElse("")
                        + (said.isEmpty() ? "R" + unlocked.byHand().substring(1) : unlocked.byHand()) + ", or " + other
                        + ".");
    }

    /**
     * The tool did not resolve.
     *
     * @param refusal what the recorder had to refuse it
     * @param last lines of its log
     */
    static Fault failed(Build build, Optional<Unlocked> unlocked, Optional<String> refusal, String last) {
        boolean users = build.state() == BuildState.FAILED && build.exitCode().isPresent();
        return Fault.of(
                users ? FaultCode.BUILD_FAILED : FaultCode.UNAVAILABLE,
                "Could not resolve the dependencies: " + build.reason().orElse("it ended without an answer") + "."
                        + refusal.map(why -> " " + why).orElse("")
                        + last,
                "Repair what the log says and push again"
                        + unlocked.map(file -> ", or " + file.byHand()).orElse("")
                        + ". While dependencies are resolved nothing but the registry can be reached.");
    }
}
