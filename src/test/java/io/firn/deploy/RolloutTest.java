package io.firn.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final Rollout rollout = new Rollout(new UUID(0, 1), new UUID(0, 2), 7, NOON);

    @Test
    void releaseGoesFromStartToTrafficAndIsKeptWarm() {
        rollout.ready(NOON);
        rollout.live(NOON);
        rollout.warm(NOON, Duration.ofMinutes(10));

        assertThat(rollout.keepUntil()).contains(NOON.plusSeconds(600));
        rollout.live(NOON);
        assertThat(rollout.keepUntil()).isEmpty();
    }

    @Test
    void nothingGetsTrafficBeforeItAnswers() {
        assertThatThrownBy(() -> rollout.live(NOON))
                .isInstanceOf(Fault.class)
                .hasMessage("Could not make v7 LIVE: it is STARTING.");
    }

    @Test
    void failedReleaseMayBeStartedAgain() {
        rollout.fail(NOON, "exited");
        assertThat(rollout.reason()).contains("exited");
        rollout.start(NOON);

        assertThat(rollout.state()).isEqualTo(RolloutState.STARTING);
        assertThat(rollout.reason()).isEmpty();
    }

    @Test
    void warmTimeCanBeEnded() {
        rollout.ready(NOON);
        rollout.live(NOON);
        rollout.warm(NOON, Duration.ofMinutes(10));
        rollout.cool(NOON.plusSeconds(5));

        assertThat(rollout.keepUntil()).contains(NOON.plusSeconds(5));
    }

    @Test
    void wantedReleaseIsSafeFromBeingStopped() {
        rollout.ready(NOON);
        rollout.live(NOON);
        rollout.warm(NOON, Duration.ZERO);
        rollout.touch(NOON, Duration.ofMinutes(10));

        assertThat(rollout.keepUntil()).contains(NOON.plusSeconds(600));
    }
}
