package io.firn.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.source.Revision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as callers see it.
 *
 * @param id also the id to wait for and to cancel by
 * @param release the release it made, {@code v7}; the live one where nothing had changed
 * @param unchanged whether everything was as the live release has it, so that none was made
 * @param testBuildId the build that is the test of it: its log is the test's
 * @param seconds from the order to the end, or to now
 * @param reason why it was given up
 * @param phases what it goes through, in order; those not reached yet are {@code PENDING}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeploymentView(
        UUID id,
        RunKind kind,
        RunState state,
        @Nullable UUID pushId,
        @Nullable String commit,
        @Nullable String tree,
        @Nullable String release,
        boolean unchanged,
        @Nullable UUID buildId,
        @Nullable UUID testBuildId,
        @Nullable String storePath,
        @Nullable String image,
        @Nullable String url,
        double seconds,
        @Nullable String reason,
        @Nullable Failure fault,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<Phase> phases) {

    /** Why it failed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(String code, String detail, @Nullable String hint) {}

    /**
     * One step.
     *
     * @param state as {@link StepState}, or {@code PENDING}
     * @param reason why it was skipped
     * @param detail what came of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Phase(
            String name, String state, @Nullable String reason, @Nullable String detail, @Nullable Double seconds) {}

    static DeploymentView of(Runs.Progress progress, List<Step> recipe, @Nullable String url, Clock clock) {
        Run run = progress.run();
        Instant now = clock.instant();
        return new DeploymentView(
                run.id(),
                run.kind(),
                run.state(),
                run.pushId().orElse(null),
                run.revision().map(Revision::commit).orElse(null),
                run.revision().map(Revision::tree).orElse(null),
                run.releaseNumber().isPresent() ? "v" + run.releaseNumber().getAsInt() : null,
                run.isUnchanged(),
                run.buildId().orElse(null),
                run.testBuildId().orElse(null),
                run.root().orElse(null),
                run.image().orElse(null),
                url,
                seconds(run.createdAt(), run.endedAt().orElse(now)),
                run.cancelReason().orElse(null),
                run.faultCode()
                        .map(code -> new Failure(
                                code, run.faultMessage().orElse(""), run.hint().orElse(null)))
                        .orElse(null),
                run.createdAt(),
                run.startedAt().orElse(null),
                run.endedAt().orElse(null),
                phases(progress, recipe, now));
    }

    private static List<Phase> phases(Runs.Progress progress, List<Step> recipe, Instant now) {
        List<Phase> phases = new ArrayList<>();
        for (RunStep step : progress.steps()) {
            phases.add(new Phase(
                    step.name(),
                    step.state().name(),
                    step.reason().orElse(null),
                    step.detail().orElse(null),
                    seconds(step.startedAt(), step.endedAt().orElse(now))));
        }
        if (!progress.run().state().ended()) {
            recipe.stream()
                    .skip(phases.size())
                    .forEach(step -> phases.add(new Phase(step.name(), "PENDING", null, null, null)));
        }
        return List.copyOf(phases);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    /** The name of a phase's state in sentences: {@code skipped}. */
    static String words(StepState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
