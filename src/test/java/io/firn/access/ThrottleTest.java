package io.firn.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.TurnedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private record Settings(
            Path bootstrapTokenFile,
            Path masterKeyFile,
            boolean publicMetrics,
            int wrongTokens,
            Duration wrongTokensWindow)
            implements AccessSettings {}

    @Test
    void anAddressThatKeepsGuessingHasToWaitAndOthersDoNot() {
        var clock = new TurnedClock(Instant.EPOCH);
        var throttle = new Throttle(new Settings(Path.of("x"), Path.of("x"), false, 2, Duration.ofMinutes(1)), clock);
        assertThat(throttle.wrong("a")).isTrue();
        assertThat(throttle.wrong("a")).isTrue();
        assertThat(throttle.wrong("a")).isFalse();
        assertThat(throttle.wrong("b")).isTrue();
        clock.pass(Duration.ofSeconds(61));
        assertThat(throttle.wrong("a")).isTrue();
    }
}
