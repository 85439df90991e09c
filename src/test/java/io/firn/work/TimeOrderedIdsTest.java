package io.firn.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {
    @Test
    void idsGrowEvenWithinAMillisecondAndAreOfVersionSeven() {
        var ids = new TimeOrderedIds(Clock.fixed(Instant.ofEpochMilli(1_800_000_000_000L), ZoneOffset.UTC));
        var made = Stream.generate(ids).limit(10_000).map(UUID::toString).toList();
        assertThat(made).isSorted().doesNotHaveDuplicates().allMatch(id -> id.charAt(14) == '7');
        assertThat(UUID.fromString(made.getFirst()).variant()).isEqualTo(2);
    }
}
