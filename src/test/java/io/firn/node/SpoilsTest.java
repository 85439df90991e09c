package io.firn.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpoilsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Spoils spoils = new Spoils();

    @Test
    void theThirdInARowKeepsNewWorkAwayForAMinute() {
        spoils.spoiled(START, "its Nix is strange");
        spoils.spoiled(START, "its Nix is strange");
        assertThat(spoils.refusal(START)).isEmpty();
        spoils.spoiled(START, "its Nix is strange");
        assertThat(spoils.refusal(START)).contains("it spoiled the last 3 builds: its Nix is strange");
        assertThat(spoils.refusal(START.plusSeconds(60))).isEmpty();
    }

    @Test
    void thenOneBadAttemptIsEnoughAndTheTimeDoublesUpToAnHour() {
        Instant now = START;
        spoils.spoiled(now, "x");
        spoils.spoiled(now, "x");
        for (long minutes : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            spoils.spoiled(now, "x");
            Instant end = now.plus(Duration.ofMinutes(minutes));
            assertThat(spoils.refusal(end.minusMillis(1))).isPresent();
            assertThat(spoils.refusal(end)).isEmpty();
            now = end;
        }
    }
}
