package io.firn.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A release as the API shows it.
 *
 * @param number number within the app
 * @param version {@code v7}
 * @param state where it is: LIVE, WARM, RETIRED, FAILED, STARTING, READY; absent where it was never started
 * @param live whether it has the traffic
 * @param reason why it was made
 * @param failure why it did not come up
 * @param root root of its closure
 * @param image image by digest
 * @param configRevision configuration revision
 * @param processes process types
 * @param runId run that made it
 * @param createdAt when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseView(
        int number,
        String version,
        @Nullable RolloutState state,
        boolean live,
        String reason,
        @Nullable String failure,
        String root,
        String image,
        long configRevision,
        List<String> processes,
        UUID runId,
        Instant createdAt) {

    static ReleaseView of(Release release, @Nullable Rollout rollout) {
        return new ReleaseView(
                release.number(),
                release.version(),
                rollout == null ? null : rollout.state(),
                rollout != null && rollout.state() == RolloutState.LIVE,
                release.reason(),
                rollout == null ? null : rollout.reason().orElse(null),
                release.root().toString(),
                release.image(),
                release.configRevision(),
                release.processes(),
                release.runId(),
                release.createdAt());
    }
}
