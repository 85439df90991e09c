package io.firn.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionRangeTest {
    @Test
    void rubysPessimisticOperatorKeepsAllButTheLastNumber() {
        assertThat(fitting(VersionRange.gem("~> 3.3.0"), "3.2.9", "3.3.0", "3.3.8", "3.4.1"))
                .isEqualTo("3.3.0 3.3.8");
        assertThat(fitting(VersionRange.gem("~> 3.1"), "3.0.0", "3.1.2", "3.4.1", "4.0.0"))
                .isEqualTo("3.1.2 3.4.1");
        assertThat(fitting(VersionRange.gem(">= 3.1, < 3.4, != 3.3.8"), "3.1.2", "3.3.8", "3.3.9", "3.4.0"))
                .isEqualTo("3.1.2 3.3.9");
    }

    @Test
    void composersCaretTildeRangesAndAlternatives() {
        assertThat(fitting(
                        VersionRange.composer("^7.4 || ^8.2"), "7.3.1", "7.4.33", "8.1.2", "8.2.0", "8.4.1", "9.0.0"))
                .isEqualTo("7.4.33 8.2.0 8.4.1");
        assertThat(fitting(VersionRange.composer("~8.1"), "8.0.1", "8.1.0", "8.4.1", "9.0.0"))
                .isEqualTo("8.1.0 8.4.1");
        assertThat(fitting(VersionRange.composer("~8.1.2"), "8.1.1", "8.1.9", "8.2.0"))
                .isEqualTo("8.1.9");
        assertThat(fitting(VersionRange.composer(">=8.1 <8.4"), "8.0.9", "8.1.0", "8.3.9", "8.4.0"))
                .isEqualTo("8.1.0 8.3.9");
        assertThat(fitting(VersionRange.composer("7.4 - 8.1"), "7.4.0", "8.1.30", "8.2.0"))
                .isEqualTo("7.4.0 8.1.30");
        assertThat(fitting(VersionRange.composer("8.*"), "7.4.0", "8.0.0", "8.4.1", "9.0.0"))
                .isEqualTo("8.0.0 8.4.1");
        assertThat(fitting(VersionRange.composer("*"), "5.6.0", "8.4.1")).isEqualTo("5.6.0 8.4.1");
    }

    @Test
    void poetrysCaretAndTilde() {
        assertThat(fitting(VersionRange.poetry("^3.10"), "3.9.1", "3.10.0", "3.13.5", "4.0.0"))
                .isEqualTo("3.10.0 3.13.5");
        assertThat(fitting(VersionRange.poetry("~3.11"), "3.10.1", "3.11.2", "3.12.0"))
                .isEqualTo("3.11.2");
        assertThat(fitting(VersionRange.poetry("~3"), "2.7.1", "3.11.2", "4.0.0"))
                .isEqualTo("3.11.2");
        assertThat(fitting(VersionRange.poetry(">=3.9,<3.12,!=3.10.*"), "3.8.1", "3.9.1", "3.10.2", "3.11.2", "3.12.0"))
                .isEqualTo("3.9.1 3.11.2");
        assertThat(fitting(VersionRange.poetry("3.11.*"), "3.10.0", "3.11.9", "3.12.0"))
                .isEqualTo("3.11.9");
        assertThat(fitting(VersionRange.poetry("^0.2.3"), "0.2.2", "0.2.9", "0.3.0"))
                .isEqualTo("0.2.9");
    }

    @Test
    void aReleaseLineOnOfferStandsForItsNewestMember() {
        assertThat(fitting(VersionRange.gem(">= 3.3.4"), "3.2", "3.3", "3.4")).isEqualTo("3.3 3.4");
        assertThat(fitting(VersionRange.gem("~> 3.3.4"), "3.2", "3.3", "3.4")).isEqualTo("3.3");
    }

    @Test
    void whatIsNoRangeIsNone() {
        for (String text :
                new String[] {"", " ", "latest", "^", ">=", "3.x.y.z!", "dev-main", "1 || ", "9".repeat(600)}) {
            assertThat(VersionRange.composer(text)).as(text).isEmpty();
        }
    }

    private static String fitting(Optional<VersionRange> range, String... versions) {
        var fitting = new StringBuilder();
        for (String version : versions) {
            if (range.orElseThrow().contains(version)) {
                fitting.append(fitting.isEmpty() ? "" : " ").append(version);
            }
        }
        return fitting.toString();
    }
}
