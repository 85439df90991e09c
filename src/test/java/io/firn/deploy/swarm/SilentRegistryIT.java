package io.firn.deploy.swarm;

import static io.firn.deploy.swarm.SwarmLab.YES;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.deploy.HealthGate;
import io.firn.deploy.HealthSettings;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.TestRegistry;
import io.firn.deploy.Verdict;
import io.firn.lab.LongTest;
import io.firn.lab.OneAtATime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry takes the Engine's connection and never says a word: the release ends with one sentence, the next one starts. */
@OneAtATime
@LongTest
class SilentRegistryIT {
    private static final String NAME = "silent";

    @Test
    void rolloutEndsWithinItsLimitAndTheNextOneStarts(@TempDir Path folder) throws Exception {
        try (SwarmLab lab = SwarmLab.raise(folder)) {
            UUID app = UUID.randomUUID();
            ReleaseSpec spec = lab.release(app, NAME, 1, Map.of());
            var address = InetAddress.getByName(TestRegistry.host(spec.image()));
            try (var silent = new ServerSocket(0, 50, address)) {
                ReleaseSpec first = SwarmLab.fetchedAt(spec, silent.getLocalPort());
                lab.target.start(first, YES);
                try (Socket asked = silent.accept()) {
                    Verdict verdict = await(lab, first, tenMinutesLater());

                    assertThat(asked.isConnected()).isTrue();
                    assertThat(verdict).isInstanceOf(Verdict.Unhealthy.class);
                    String sentence = ((Verdict.Unhealthy) verdict)
                            .fault(first, "v0 serves on.")
                            .sentence();
                    assertThat(sentence).contains("no node started it within 10 minutes");
                    System.out.println(sentence);

                    lab.target.stop(app, 1, YES);
                    ReleaseSpec next = lab.release(app, NAME, 2, Map.of());
                    lab.target.start(next, YES);
                    assertThat(await(lab, next, Clock.systemUTC())).isInstanceOf(Verdict.Healthy.class);
                    assertThat(lab.target.instances(app, 1)).isEmpty();
                }
            }
        }
    }

    private static Verdict await(SwarmLab lab, ReleaseSpec spec, Clock clock) {
        var settings = HealthSettings.standard().withStartGrace(Duration.ofSeconds(60));
        return new HealthGate(lab.target, clock).await(spec, settings, YES, System.out::println);
    }

    /** Ten minutes pass between its first answer and the second. */
    private static Clock tenMinutesLater() {
        var asked = new AtomicBoolean();
        InstantSource source = () -> {
            Instant now = Instant.now();
            return asked.getAndSet(true) ? now.plus(Duration.ofMinutes(10)).plusSeconds(1) : now;
        };
        return source.withZone(ZoneOffset.UTC);
    }
}
