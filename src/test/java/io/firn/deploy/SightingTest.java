package io.firn.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SightingTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final HealthSettings SETTINGS = HealthSettings.standard();
    private static final Instance WEB = new Instance(
            "t1",
            new UUID(0, 1),
            7,
            "web",
            1,
            Instance.State.RUNNING,
            "n",
            "192.0.2.7",
            32768,
            null,
            "started",
            NOON,
            0);

    @Test
    void healthyInstanceHasThreeTries() {
        var seen = new Sighting(WEB, true, 0, "", NOON);
        Answer sick = new Answer.Status(500, "/health");

        seen = seen.after(WEB, sick, SETTINGS, NOON).after(WEB, sick, SETTINGS, NOON);
        assertThat(seen.healthy()).isTrue();
        seen = seen.after(WEB, sick, SETTINGS, NOON);
        assertThat(seen.healthy()).isFalse();
        assertThat(seen.answer()).isEqualTo("GET /health answers 500");
    }

    @Test
    void oneGoodAnswerBringsItBack() {
        var seen = new Sighting(WEB, false, 9, "", NOON).after(WEB, new Answer.Status(302, "/"), SETTINGS, NOON);

        assertThat(seen.healthy()).isTrue();
        assertThat(seen.failures()).isZero();
    }

    @Test
    void sickInstanceIsLookedAtMoreOften() {
        assertThat(new Sighting(WEB, true, 0, "", NOON).due(SETTINGS, NOON.plusSeconds(29)))
                .isFalse();
        assertThat(new Sighting(WEB, true, 1, "", NOON).due(SETTINGS, NOON.plusSeconds(1)))
                .isTrue();
        assertThat(new Sighting(WEB, false, 0, "", NOON).due(SETTINGS, NOON.plusSeconds(1)))
                .isTrue();
    }
}
