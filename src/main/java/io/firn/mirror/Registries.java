package io.firn.mirror;

import io.firn.exec.LocalExecutor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.packages.MachineRegistries;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Base addresses of registries: the operator's settings first, then what the machine is set up for. */
@Singleton
final class Registries {
    /** How long the machine's answer holds: asking npm or Maven starts a program, and an app may have a thousand files. */
    private static final Duration HOLDS = Duration.ofMinutes(1);

    private record Answer(List<Base> bases, Instant until) {}

    private final Map<String, String> settings;
    private final Credentials credentials;
    private final MachineRegistries machine;
    private final Clock clock;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    Registries(MirrorSettings.Bases settings, MirrorSettings mirror, Clock clock) {
        this.clock = clock;
        this.settings = settings.bases();
        this.credentials = new Credentials(mirror.credentials());
        this.machine = new MachineRegistries(
                new LocalExecutor(), Path.of("/etc/apt"), Path.of(System.getProperty("user.home")));
    }

    /** The base addresses of a registry, best first, at least one. */
    List<Base> of(String registry) {
        List<Base> bases = orNone(registry);
        if (bases.isEmpty()) {
            throw Fault.of(
                    FaultCode.UNAVAILABLE,
                    "Could not find out where the registry '" + registry + "' is: this machine is not set up for one.",
                    "Set firn.mirror." + registry + " to its base address.");
        }
        return bases;
    }

    /** As {@link #of}, for those who have asked an app's own registry: none where the machine is not set up for one. */
    List<Base> orNone(String registry) {
        String set = settings.get(registry);
        return set == null
                ? machine(registry)
                : Stream.of(set.split(",", 20))
                        .filter(address -> !address.isBlank())
                        .map(Base::of)
                        .map(base -> Base.of(registry, base.uri(), credentials.of(base.uri())))
                        .toList();
    }

    private List<Base> machine(String registry) {
        Answer answer = answers.compute(registry, (name, before) -> {
            if (before != null && clock.instant().isBefore(before.until())) {
                return before;
            }
            List<Base> bases = machine.of(name).stream()
                    .map(place -> new Base(place.address(), place.authorization()))
                    .toList();
            return new Answer(
                    bases, bases.isEmpty() ? Instant.MIN : clock.instant().plus(HOLDS));
        });
        return answer.bases();
    }
}
