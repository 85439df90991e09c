package io.firn.build;

import io.firn.farm.Assignment;
import io.firn.farm.Farm;
import io.firn.nix.StorePath;
import io.firn.work.Lease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** How a build waits: for another of the same flake, and for a slot. What it waits for stands in its log. */
final class BuildWait {
    /** How long the output of the same flake may take from its builder into the cache before it is not waited for. */
    private static final Duration UNTIL_KEPT = Duration.ofSeconds(20);

    private final UUID buildId;
    private final Lease lease;
    private final BuildSteps steps;
    private final Farm farm;
    private final BuildLogs logs;
    private final BuildSettings settings;
    private final Clock clock;
    private String said = "";

    BuildWait(
            UUID buildId,
            Lease lease,
            BuildSteps steps,
            Farm farm,
            BuildLogs logs,
            BuildSettings settings,
            Clock clock) {
        this.buildId = buildId;
        this.lease = lease;
        this.steps = steps;
        this.farm = farm;
        this.logs = logs;
        this.settings = settings;
        this.clock = clock;
    }

    /** Queues the first attempt, or lets a build of the same flake that is under way do the work. The build as it is then. */
    Build forTheSame(Predicate<StorePath> kept) {
        while (true) {
            Build build = steps.look(buildId);
            if (build.state().ended() || build.cancelAsked()) {
                return build;
            }
            Optional<Build> same = steps.queue(buildId, lease, 1);
            if (same.isEmpty()) {
                return build;
            }
            say("The same flake is being built as build " + same.get().id() + "; waiting for it.");
            Build other = untilEnded(same.get().id());
            if (other.state() == BuildState.SUCCEEDED && isKept(other, kept)) {
                return steps.skip(buildId, lease, other, now -> !now.state().ended());
            }
        }
    }

    private Build untilEnded(UUID other) {
        Build build = steps.look(other);
        while (!build.state().ended() && !build.cancelAsked() && !cancelAsked()) {
            logs.await(other, settings.lookEvery());
            build = steps.look(other);
        }
        return build;
    }

    /** Whoever runs the other build brings its output into the cache now. */
    private boolean isKept(Build other, Predicate<StorePath> kept) {
        Instant until = clock.instant().plus(UNTIL_KEPT);
        while (other.out().filter(kept).isEmpty()) {
            if (cancelAsked() || !clock.instant().isBefore(until)) {
                return false;
            }
            logs.await(buildId, settings.lookEvery());
        }
        return true;
    }

    /** Waits for a slot; empty where the build ended instead. The rule: busy builders are waited for, missing ones not long. */
    Optional<Assignment.Given> forBuilder(int number) {
        Instant since = clock.instant();
        if (number > 1) {
            steps.queue(buildId, lease, number);
        }
        while (true) {
            if (cancelAsked() && farm.job(buildId, number).isEmpty()) {
                steps.cancel(buildId, lease);
                return Optional.empty();
            }
            farm.plan();
            Optional<Assignment.Given> given = steps.take(buildId, lease, number);
            if (given.isPresent()) {
                return given;
            }
            Optional<Assignment> refusal =
                    farm.refusal(buildId, steps.look(buildId).system());
            if (refusal.isPresent() && refusal.get() instanceof Assignment.NoBuilder none) {
                say(none.sentence());
                if (Duration.between(since, clock.instant()).compareTo(settings.waitForBuilder()) >= 0) {
                    steps.fail(buildId, lease, null, null, none.sentence());
                    return Optional.empty();
                }
            } else {
                since = clock.instant();
                refusal.ifPresent(busy -> say(((Assignment.AllBusy) busy).sentence()));
            }
            logs.await(buildId, settings.lookEvery());
        }
    }

    private void say(String sentence) {
        if (!sentence.equals(said)) {
            steps.say(buildId, lease, sentence);
            logs.changed(buildId);
            said = sentence;
        }
    }

    private boolean cancelAsked() {
        return steps.look(buildId).cancelAsked();
    }
}
