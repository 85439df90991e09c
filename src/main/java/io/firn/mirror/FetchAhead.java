package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.mirror.PomWalk.Body;
import io.firn.mirror.Resolutions.Resolution;
import io.firn.nix.ContentAddress.Algorithm;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Has the project files of open resolutions at hand before their tool asks for them: see {@link PomWalk}. */
@Singleton
final class FetchAhead {
    private static final String REGISTRY = "maven";
    private static final int FILE = 4 << 20;
    private static final Duration IDLE = Duration.ofMinutes(5);

    private record Walk(PomWalk walk, Instant used) {}

    private final Map<UUID, Walk> walks = new ConcurrentHashMap<>();
    private final Executor threads =
            task -> Thread.ofVirtual().name("firn-fetch-ahead").start(task);
    private final Resolutions resolutions;
    private final AppRegistries registries;
    private final Sources sources;
    private final Clock clock;

    FetchAhead(Resolutions resolutions, AppRegistries registries, Sources sources, Clock clock) {
        this.resolutions = resolutions;
        this.registries = registries;
        this.sources = sources;
        this.clock = clock;
    }

    /** The file, where it was guessed that it will be asked for. */
    Optional<Body> take(Resolution resolution, String file) {
        return concerns(resolution, file) ? walk(resolution).take(file) : Optional.empty();
    }

    /** The tool got this file. */
    void got(Resolution resolution, String file, Path place) throws IOException {
        if (concerns(resolution, file) && Files.size(place) <= FILE) {
            walk(resolution).got(file, Files.readAllBytes(place));
        }
    }

    private static boolean concerns(Resolution resolution, String file) {
        return resolution.registry().equals(REGISTRY) && file.endsWith(".pom") && !Recorder.changes(file);
    }

    private PomWalk walk(Resolution resolution) {
        Instant now = clock.instant();
        walks.values().removeIf(one -> one.used().plus(IDLE).isBefore(now));
        return walks.compute(
                        resolution.id(),
                        (id, before) -> new Walk(
                                before == null ? new PomWalk(file -> body(resolution, file), threads) : before.walk(),
                                now))
                .walk();
    }

    /** As the recorder would get it, which asks again where this finds nothing. */
    private Optional<Body> body(Resolution resolution, String file) {
        try {
            if (!Recorder.plain(resolution, file)) {
                return Optional.empty();
            }
            Optional<Base> base = registries.of(resolution.appId(), resolution.registry());
            if (base.isPresent()) {
                Optional<byte[]> own = sources.peek(base.get(), file, FILE);
                if (own.isPresent()) {
                    return own.map(bytes -> new Body(bytes, true));
                }
            }
            Optional<Path> kept = resolutions
                    .seen(resolution.registry(), file)
                    .map(hex -> sources.place(Algorithm.SHA256, hex))
                    .filter(Files::isRegularFile);
            if (kept.isPresent()) {
                return Files.size(kept.get()) > FILE
                        ? Optional.empty()
                        : Optional.of(new Body(Files.readAllBytes(kept.get()), false));
            }
            return sources.peek(resolution.registry(), file, FILE).map(bytes -> new Body(bytes, false));
        } catch (IOException | Fault unreachable) {
            return Optional.empty();
        }
    }
}
