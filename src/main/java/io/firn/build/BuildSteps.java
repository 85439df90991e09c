package io.firn.build;

import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.farm.Assignment;
import io.firn.farm.BuilderJob;
import io.firn.farm.Farm;
import io.firn.farm.JobStatus;
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
    private final Apps apps;
    private final Clock clock;

    BuildSteps(BuildRows rows, BuildLogs logs, Farm farm, Apps apps, Clock clock) {
        this.rows = rows;
        this.apps = apps;
        this.logs = logs;
        this.farm = farm;
        this.clock = clock;
    }

    @Transactional
    Build look(UUID buildId) {
        return rows.findByIdOptional(buildId).orElseThrow(() -> gone(buildId));
    }

    private static Fault gone(UUID buildId) {
        return Fault.of(FaultCode.NOT_FOUND, "Could not go on with build " + buildId + ": its app was deleted.");
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

    /**
     * Puts the next attempt into the queue, unless the same flake is being built for the same org: then that build, which is
     * waited for. Two of the same that ask at once are served one after the other.
     */
    @Transactional
    Optional<Build> queue(UUID buildId, Lease lease, int attempt) {
        lease.fence();
        Build build = look(buildId);
        if (farm.job(buildId, attempt).isPresent()) {
            return Optional.empty();
        }
        UUID org = orgOf(build);
        rows.lockFlake(build.flakeKey());
        Optional<Build> same = attempt == 1 ? rows.sameInFlight(build, org) : Optional.empty();
        if (same.isEmpty()) {
            farm.queue(build.wish(org, attempt));
        }
        return same;
    }

    /** Another build of the same flake for the same org that is under way. */
    @Transactional
    Optional<Build> inFlightLike(UUID buildId) {
        Build build = look(buildId);
        return rows.sameInFlight(build, orgOf(build));
    }

    private UUID orgOf(Build build) {
        return apps.find(build.appId()).map(App::orgId).orElseThrow(() -> gone(build.id()));
    }

    /** Takes up the slot that the next attempt was given: the attempt's own log begins after what the log holds now. */
    @Transactional
    Optional<Assignment.Given> take(UUID buildId, Lease lease, int attempt) {
        lease.fence();
        Build build = look(buildId);
        boolean known = farm.job(buildId, attempt).isPresent();
        Optional<Assignment.Given> given = farm.take(buildId, attempt, build.logBytes());
        if (!known) {
            given.ifPresent(slot -> build.given(attempt, slot.job().nodeId(), clock.instant()));
        }
        return given;
    }

    /** Ended for want of memory: the next attempt asks for more. */
    @Transactional
    void needsMemory(UUID buildId, Lease lease, BuilderJob job, long bytes) {
        lease.fence();
        farm.ended(job);
        look(buildId).needsMemory(bytes);
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
    Build succeed(UUID buildId, Lease lease, BuilderJob job, JobStatus status) {
        lease.fence();
        Build build = look(buildId);
        farm.succeeded(job, build.appId(), status);
        StorePath out = status.outputs().getFirst();
        build.succeed(out, clock.instant());
        return build;
    }

    @Transactional
    Build fail(UUID buildId, Lease lease, @Nullable BuilderJob job, @Nullable Integer exit, String why) {
        lease.fence();
        if (job != null) {
            farm.ended(job);
        }
        farm.withdraw(buildId);
        Build build = look(buildId);
        build.fail(exit, why, clock.instant());
        return build;
    }

    @Transactional
    Build cancel(UUID buildId, Lease lease) {
        lease.fence();
        farm.withdraw(buildId);
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
