package io.firn.pipeline;

import io.firn.app.BuildSecrets;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.farm.BuildSecret;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.stack.Decision;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run's build may know: the app's build secrets, as the run first saw them. */
@Singleton
class KnownSecrets {
    /** Buildpacks that have it know of secrets. */
    private static final String SUPPORT = "nix/lib/secrets.sh";

    private final BuildSecrets secrets;

    KnownSecrets(BuildSecrets secrets) {
        this.secrets = secrets;
    }

    private record Opened(List<BuildSecrets.Opened> secrets) {}

    private Opened opened(RunContext run) {
        return run.once(Opened.class, () -> new Opened(secrets.open(run.app().id())));
    }

    /** Names and values, for the builder. */
    List<BuildSecret> of(RunContext run) {
        return opened(run).secrets().stream()
                .map(secret -> new BuildSecret(secret.name(), secret.value()))
                .toList();
    }

    /** The plan with their names and random versions. A build that cannot have them, or lacks one, is refused. */
    Plan into(RunContext run, Decision decision) {
        Plan plan = decision.plan();
        List<BuildSecrets.Opened> known = opened(run).secrets();
        String app = run.app().name().value();
        requireMounted(plan, app, known);
        if (known.isEmpty()) {
            return plan;
        }
        if (Stacks.own(plan.stack())) {
            throw Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not build \"" + app
                            + "\" with its build secrets: they are given to buildpacks only, and this app is"
                            + " built by Nix code of its own.",
                    "Remove them: firn secrets remove " + known.getFirst().name() + " -a " + app);
        }
        if (decision.distribution().tree().entry(SUPPORT).isEmpty()) {
            throw Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not build \"" + app
                            + "\" with its build secrets: it is locked to buildpacks that know none.",
                    "Move it to today's: firn upgrade -a " + app);
        }
        return plan.with(Map.of(
                "build.secrets",
                known.stream()
                        .map(secret -> secret.name() + "=" + secret.version())
                        .collect(Collectors.joining(" "))));
    }

    /** A Dockerfile's build that mounts a secret fails here rather than half way through. */
    private static void requireMounted(Plan plan, String app, List<BuildSecrets.Opened> known) {
        for (String needed : plan.settings().getOrDefault(Plan.MOUNTS, "").split(" ", -1)) {
            String[] parts = needed.split("=", 2); // name and line
            if (parts.length == 2
                    && known.stream().noneMatch(secret -> secret.name().equals(parts[0]))) {
                throw Fault.of(
                        FaultCode.UNSUPPORTED,
                        "Could not build \"" + app + "\": line " + parts[1] + " of its Dockerfile mounts the secret "
                                + parts[0] + ", and the app has no build secret of that name.",
                        "Give it one: firn secrets set " + parts[0] + " --file FILE -a " + app);
            }
        }
    }
}
