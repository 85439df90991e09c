package io.firn.farm;

import io.firn.exec.OutputSink;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows one job through lost connections. */
final class Following {
    private final BuilderJob job;
    private final BuildLimits limits;
    private final OutputSink sink;
    private final FarmSettings settings;
    private final Clock clock;
    private final Supplier<BuilderMachine> machine;
    private long offset;
    private @Nullable Instant failingSince;

    Following(
            BuilderJob job,
            BuildLimits limits,
            OutputSink sink,
            FarmSettings settings,
            Clock clock,
            Supplier<BuilderMachine> machine) {
        this.job = job;
        this.limits = limits;
        this.sink = sink;
        this.settings = settings;
        this.clock = clock;
        this.machine = machine;
    }

    JobEnd from(long start) {
        offset = start;
        while (true) {
            Instant before = clock.instant();
            try {
                if (failingSince != null) {
                    // A short question tells that the machine is back; following could be silent for long.
                    machine.get().status(job);
                    failingSince = null;
                }
                JobStatus status = machine.get().follow(job, offset, limits.wall(), this::take);
                if (status.state() == JobStatus.State.ENDED && offset >= status.logBytes()) {
                    return new JobEnd.Ended(status);
                }
                if (status.state() == JobStatus.State.GONE) {
                    return new JobEnd.Lost("the builder knows nothing of it any more, as after a restart");
                }
                // It runs on, or the log's last part came after we had looked: look again.
            } catch (Fault fault) {
                if (fault.code() != FaultCode.UNAVAILABLE && fault.code() != FaultCode.TIMEOUT) {
                    throw fault;
                }
                Instant now = clock.instant();
                failingSince = failingSince == null ? now : failingSince;
                if (Duration.between(failingSince, now).compareTo(settings.lostAfter()) >= 0) {
                    return new JobEnd.Lost(fault.getMessage());
                }
            }
            pause(before);
        }
    }

    private void take(byte[] bytes, int start, int length) throws IOException {
        sink.accept(bytes, start, length);
        offset += length;
    }

    /** Not more often than the setting says, however fast each try fails. */
    private void pause(Instant before) {
        Duration left = settings.retryAfter().minus(Duration.between(before, clock.instant()));
        if (left.isPositive()) {
            try {
                Thread.sleep(left);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw Fault.of(FaultCode.UNAVAILABLE, "Could not follow the build: Firn is stopping.")
                        .causedBy(stopped);
            }
        }
    }
}
