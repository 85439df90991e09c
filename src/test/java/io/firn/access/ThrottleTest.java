package io.firn.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private record Settings(
            Path bootstrapTokenFile,
            Path masterKeyFile,
            boolean publicMetrics,
            int wrongTokens,
            Duration wrongTokensWindow)
            implements AccessSettings {}

    private static final class HandClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void anAddressThatKeepsGuessingHasToWaitAndOthersDoNot() {
        var clock = new HandClock();
        var throttle = new Throttle(new Settings(Path.of("x"), Path.of("x"), false, 2, Duration.ofMinutes(1)), clock);
        assertThat(throttle.wrong("a")).isTrue();
        assertThat(throttle.wrong("a")).isTrue();
        assertThat(throttle.wrong("a")).isFalse();
        assertThat(throttle.wrong("b")).isTrue();
        clock.now = clock.now.plusSeconds(61);
        assertThat(throttle.wrong("a")).isTrue();
    }
}
