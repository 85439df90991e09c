package io.firn.build;

import io.firn.farm.Assignment;
import io.firn.farm.BuilderJob;
import io.firn.farm.Farm;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.work.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The single steps of a build's life in the database: short transactions, each under the lease of who works on it. */
@ApplicationScoped
class BuildSteps {
    private final BuildRows rows;
    private final BuildLogs logs;
    private final Farm farm;
    private final Clock clock;

    BuildSteps(BuildRows rows, BuildLogs logs, Farm farm, Clock clock) {
        this.rows = rows;
        this.logs = logs;
        this.farm = farm;
        this.clock = clock;
    }

    @Transactional
    Build look(UUID buildId) {
        return rows.findByIdOptional(buildId)
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND, "Could not go on with build " + buildId + ": its app was deleted."));
    }

    /** An earlier build of the same flake, whose output the caller then looks for in the cache. */
    @Transactional
    Optional<Build> earlier(UUID buildId) {
        return rows.succeeded(look(buildId));
    }

    @Transactional
    Build skip(UUID buildId, Lease lease, Build earlier, Predicate<Build> unchanged) {
        lease.fence();
        Build build = look(buildId);
        if (unchanged.test(build)) {
            build.skip(
                    earlier, "same flake as build " + earlier.id() + ", its output is in the cache", clock.instant());
        }
        return build;
    }

    /** Gives the next attempt to a builder, and says so in the log: the attempt's own log begins after that line. */
    @Transactional
    Assignment assign(UUID buildId, Lease lease, int attempt) {
        lease.fence();
        Build build = look(buildId);
        Optional<BuilderJob> known = farm.job(buildId, attempt);
        Optional<UUID> preferred = build.nodeId().or(() -> rows.lastNode(build.appId()));
        if (known.isPresent()) {
            return farm.assign(buildId, attempt, build.system(), preferred, build.logBytes());
        }
        long base = build.logBytes();
        Assignment assignment = farm.assign(buildId, attempt, build.system(), preferred, base);
        if (assignment instanceof Assignment.Given given) {
            build.given(attempt, given.job().nodeId(), clock.instant());
        }
        return assignment;
    }

    /** Adds a line of Firn's own between attempts. */
    @Transactional
    void say(UUID buildId, Lease lease, String line) {
        lease.fence();
        byte[] bytes = ("firn: " + line + "\n").getBytes(StandardCharsets.UTF_8);
        logs.append(buildId, look(buildId).logBytes(), bytes);
    }

    @Transactional
    boolean append(UUID buildId, Lease lease, long offset, byte[] bytes) {
        lease.fence();
        return logs.append(buildId, offset, bytes);
    }

    @Transactional
    Build succeed(UUID buildId, Lease lease, BuilderJob job, StorePath out) {
        lease.fence();
        farm.ended(job);
        Build build = look(buildId);
        build.succeed(out, clock.instant());
        return build;
    }

    @Transactional
    Build fail(UUID buildId, Lease lease, @Nullable BuilderJob job, @Nullable Integer exit, String why) {
        lease.fence();
        if (job != null) {
            farm.ended(job);
        }
        Build build = look(buildId);
        build.fail(exit, why, clock.instant());
        return build;
    }

    @Transactional
    Build cancel(UUID buildId, Lease lease) {
        lease.fence();
        Build build = look(buildId);
        build.cancel(clock.instant());
        return build;
    }

    @Transactional
    void giveUp(BuilderJob job, Lease lease, String why) {
        lease.fence();
        farm.giveUp(job, why);
    }

    @Transactional
    boolean askCancel(UUID buildId) {
        return look(buildId).askCancel();
    }
}
