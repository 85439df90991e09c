package io.firn.build;

import io.firn.farm.Assignment;
import io.firn.farm.BuildLimits;
import io.firn.farm.BuildOrder;
import io.firn.farm.BuilderJob;
import io.firn.farm.Farm;
import io.firn.farm.JobEnd;
import io.firn.farm.JobStatus;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.work.Lease;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes one build to its end. It keeps nothing in memory that it could not find again: which attempt is where stands in the
 * database, how far it got stands on its builder.
 */
final class BuildRun {
    private final UUID buildId;
    private final Lease lease;
    private final BuildInputs inputs;
    private final BuildSteps steps;
    private final Farm farm;
    private final BuildLogs logs;
    private final BuildSettings settings;
    private final BuildWait wait;

    BuildRun(
            UUID buildId,
            Lease lease,
            BuildInputs inputs,
            BuildSteps steps,
            Farm farm,
            BuildLogs logs,
            BuildSettings settings,
            Clock clock) {
        this.buildId = buildId;
        this.lease = lease;
        this.inputs = inputs;
        this.steps = steps;
        this.farm = farm;
        this.logs = logs;
        this.settings = settings;
        this.wait = new BuildWait(buildId, lease, steps, farm, logs, settings, clock);
    }

    Build toEnd() {
        try {
            Build build = steps.look(buildId);
            if (build.attempt() == 0) {
                build = skipIfBuilt(build);
            }
            int attempt = build.attempt();
            if (attempt == 0 || !farm.open(buildId, attempt)) {
                attempt++;
            }
            build = attempt == 1 ? wait.forTheSame(inputs.kept()) : build;
            while (!build.state().ended()) {
                build = attempt(attempt);
                attempt++;
            }
            return build;
        } finally {
            logs.changed(buildId);
        }
    }

    private Build skipIfBuilt(Build build) {
        Optional<Build> earlier = steps.earlier(buildId)
                .filter(candidate -> candidate.out().filter(inputs.kept()).isPresent());
        return earlier.isPresent()
                ? steps.skip(buildId, lease, earlier.get(), now -> !now.state().ended())
                : build;
    }

    /** One attempt; the build as it is after it, still open where its builder was lost. */
    private Build attempt(int number) {
        boolean takenOver = farm.open(buildId, number);
        Optional<Assignment.Given> given = wait.forBuilder(number);
        if (given.isEmpty()) {
            return steps.look(buildId);
        }
        BuilderJob job = given.get().job();
        JobEnd end;
        try {
            if (cancelAsked()) {
                farm.cancel(job);
            } else if (!takenOver || !farm.begun(job)) {
                farm.start(job, order(job));
            }
            end = follow(job, given.get().logBase());
        } catch (Fault fault) {
            if (fault.code() != FaultCode.UNAVAILABLE && fault.code() != FaultCode.TIMEOUT) {
                throw fault;
            }
            end = new JobEnd.Lost(fault.getMessage());
        }
        return switch (end) {
            case JobEnd.Ended(JobStatus status) -> ended(job, status);
            case JobEnd.Lost(String why) -> lost(job, given.get().nodeName(), why);
        };
    }

    private BuildOrder order(BuilderJob job) {
        Build build = steps.look(buildId);
        return new BuildOrder(
                buildId,
                job.attempt(),
                inputs.paths(),
                inputs.flakeRef(),
                build.attr(),
                build.system(),
                limits(build, job),
                inputs.network(),
                inputs.secrets());
    }

    /** More memory than others have, where it is known to need it; never more than its builder has for builds. */
    private BuildLimits limits(Build build, BuilderJob job) {
        BuildLimits limits = settings.limits();
        long memory = Math.max(limits.memoryBytes(), build.memoryFloor());
        return new BuildLimits(
                limits.wall(), limits.silent(), limits.logBytes(), Math.min(memory, farm.memory(job.nodeId())));
    }

    private JobEnd follow(BuilderJob job, long base) {
        long have = steps.look(buildId).logBytes();
        try (var writer = new LogWriter(buildId, have, this::append)) {
            return farm.follow(job, have - base, settings.limits(), writer::accept);
        }
    }

    private boolean append(UUID id, long offset, byte[] bytes) {
        boolean added = steps.append(id, lease, offset, bytes);
        logs.changed(id);
        return added;
    }

    private Build ended(BuilderJob job, JobStatus status) {
        BuildLimits limits = settings.limits();
        if (status.succeeded() && status.outputs().size() == 1) {
            return steps.succeed(buildId, lease, job, status);
        }
        if (cancelAsked()) {
            farm.ended(job);
            return steps.cancel(buildId, lease);
        }
        return switch (status.stopped()) {
            case TIME_LIMIT ->
                steps.fail(
                        buildId,
                        lease,
                        job,
                        status.exit(),
                        "it took longer than " + minutes(limits.wall()) + " and was stopped");
            case LOG_LIMIT ->
                steps.fail(
                        buildId,
                        lease,
                        job,
                        status.exit(),
                        "it printed more than " + limits.logBytes() / 1024 + " KiB and was stopped");
            case MEMORY_LIMIT -> starved(job, status);
            case STOPPED -> lost(job, "its builder", "its unit was stopped there");
            case UNREADABLE -> spoiled(job);
            case NO ->
                steps.fail(buildId, lease, job, status.exit(), "nix build ended with exit status " + status.exit());
        };
    }

    /** It was stopped for want of memory: again with twice as much, or with the most that a builder has. */
    private Build starved(BuilderJob job, JobStatus status) {
        Build build = steps.look(buildId);
        long had = limits(build, job).memoryBytes();
        long next = Math.min(2 * had, farm.mostMemory(build.system()));
        boolean last = job.attempt() >= settings.attempts();
        if (last || next < had + had / 4) {
            return steps.fail(
                    buildId,
                    lease,
                    job,
                    status.exit(),
                    "it needed more than " + (had >> 20) + " MiB of memory and was stopped"
                            + (last ? ", in attempt " + job.attempt() : "; no builder has much more"));
        }
        steps.needsMemory(buildId, lease, job, next);
        steps.say(
                buildId,
                lease,
                farm.builderName(job.nodeId()).orElse("Its builder") + " stopped it for want of memory, at "
                        + (had >> 20) + " MiB. Building again with " + (next >> 20) + " MiB.");
        logs.changed(buildId);
        return steps.look(buildId);
    }

    /** It was built where nobody can say what that is: elsewhere it may be another matter, so the builder is kept in mind for it. */
    private Build spoiled(BuilderJob job) {
        String why = "its Nix does not answer 'nix path-info --json' with JSON";
        farm.spoiled(job, why);
        String builder = farm.builderName(job.nodeId()).orElse("Its builder");
        return again(
                job,
                why,
                "what " + builder + " built cannot be read: " + why + ". Look there with: nix --version",
                builder + " built it, but what it built cannot be read: " + why + ".");
    }

    private Build lost(BuilderJob job, String nodeName, String why) {
        return again(
                job,
                why,
                "its builder was lost in each of " + job.attempt() + " attempts; last: " + why,
                nodeName + " was lost (" + why + ").");
    }

    /**
     * Another attempt, where one is left.
     *
     * @param last why the build failed, if this was the last attempt
     * @param said what the log says of it, as a sentence
     */
    private Build again(BuilderJob job, String why, String last, String said) {
        steps.giveUp(job, lease, why);
        if (cancelAsked()) {
            return steps.cancel(buildId, lease);
        }
        if (job.attempt() >= settings.attempts()) {
            return steps.fail(buildId, lease, null, null, last);
        }
        steps.say(buildId, lease, said + " Building again elsewhere.");
        logs.changed(buildId);
        return steps.look(buildId);
    }

    private boolean cancelAsked() {
        return steps.look(buildId).cancelAsked();
    }

    private static String minutes(Duration time) {
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
