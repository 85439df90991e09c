package io.firn.observe;

import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.build.BuildLogs;
import io.firn.build.LogPiece;
import io.firn.deploy.Releases;
import io.firn.pipeline.Addresses;
import io.firn.pipeline.Run;
import io.firn.pipeline.RunStep;
import io.firn.pipeline.Runs;
import io.firn.pipeline.StepState;
import io.firn.source.PushFeed;
import io.firn.web.Stopping;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Follows the run of a push for the person at the git client: phases, the build's log as it is written, the outcome. It looks
 * at rows, so it shows the same whether the run goes on in this process or in another.
 */
@ApplicationScoped
class RunFeed implements PushFeed {
    private static final Duration LOOK = Duration.ofMillis(150);

    private final Runs runs;
    private final Apps apps;
    private final Releases releases;
    private final BuildLogs logs;
    private final Addresses addresses;
    private final Clock clock;
    private final Stopping stopping;

    RunFeed(
            Runs runs,
            Apps apps,
            Releases releases,
            BuildLogs logs,
            Addresses addresses,
            Clock clock,
            Stopping stopping) {
        this.runs = runs;
        this.apps = apps;
        this.releases = releases;
        this.logs = logs;
        this.addresses = addresses;
        this.clock = clock;
        this.stopping = stopping;
    }

    @Override
    public void follow(UUID pushId, Consumer<String> line) {
        Optional<Runs.Progress> progress = runs.ofPush(pushId);
        while (progress.isEmpty() && !stopping.now() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK.toNanos());
            progress = runs.ofPush(pushId);
        }
        progress.ifPresent(found -> follow(found, line));
    }

    private void follow(Runs.Progress begun, Consumer<String> line) {
        UUID runId = begun.run().id();
        Optional<App> app = apps.find(begun.run().appId());
        if (app.isEmpty()) {
            return;
        }
        var transcript = new Transcript(app.get().name().toString(), addresses.url(app.get()));
        var outputs = List.of(
                new StepLog(line, Transcript.BUILD, Run::buildId),
                new StepLog(line, Transcript.TEST, Run::testBuildId));
        Runs.Progress progress = begun;
        while (!Thread.currentThread().isInterrupted()) {
            boolean ended = progress.run().state().ended();
            // What a step printed stands between the line that it began with and the one that it ended with.
            for (StepLog log : outputs) {
                if (log.hasMore(progress)) {
                    transcript.look(look(progress).until(log.step)).forEach(line);
                    log.follow(progress);
                }
            }
            transcript.look(look(progress)).forEach(line);
            if (ended) {
                return;
            }
            if (stopping.now()) {
                Transcript.left(app.get().name().toString(), runId).forEach(line);
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
            progress = runs.find(runId).orElse(progress);
        }
    }

    private Transcript.Look look(Runs.Progress progress) {
        Run run = progress.run();
        Instant now = clock.instant();
        OptionalInt live =
                releases.live(run.appId()).map(r -> OptionalInt.of(r.number())).orElse(OptionalInt.empty());
        return new Transcript.Look(
                run.kind(),
                run.state(),
                run.releaseNumber(),
                live,
                run.faultMessage().or(run::cancelReason),
                run.hint(),
                Duration.between(run.createdAt(), run.endedAt().orElse(now)),
                run.isUnchanged(),
                superseded(run),
                progress.steps().stream().map(step -> look(step, now)).toList());
    }

    private static Transcript.StepLook look(RunStep step, Instant now) {
        return new Transcript.StepLook(
                step.name(),
                step.state(),
                step.reason(),
                step.detail(),
                Duration.between(step.startedAt(), step.endedAt().orElse(now)));
    }

    private List<String> superseded(Run run) {
        return runs.newest(run.appId(), run.seq(), 10).stream()
                .filter(older -> older.supersededBy().filter(run.id()::equals).isPresent())
                .map(older -> "the deploy of "
                        + older.revision().map(r -> r.commit().substring(0, 7)).orElse("an earlier commit"))
                .toList();
    }

    /** The log of a step that is a build, shown once from its first byte to its last. */
    private final class StepLog {
        private final Consumer<String> line;
        private final String step;
        private final Function<Run, Optional<UUID>> build;
        private final LineSplitter splitter = new LineSplitter();
        private long at;
        private boolean over;

        StepLog(Consumer<String> line, String step, Function<Run, Optional<UUID>> build) {
            this.line = line;
            this.step = step;
            this.build = build;
        }

        boolean hasMore(Runs.Progress progress) {
            Optional<StepState> building = building(progress);
            return !over
                    && build.apply(progress.run()).isPresent()
                    && building.isPresent()
                    && building.get() != StepState.SKIPPED;
        }

        void follow(Runs.Progress progress) {
            UUID buildId = build.apply(progress.run()).orElseThrow();
            LogPiece piece = logs.read(buildId, at);
            while (piece.bytes().length > 0) {
                at = piece.end();
                splitter.add(piece.bytes()).forEach(text -> line.accept(Transcript.output(text)));
                piece = logs.read(buildId, at);
            }
            // The state was read before the log, so the log of a build that is over is whole.
            if (building(progress).orElseThrow() != StepState.RUNNING) {
                over = true;
                splitter.end().forEach(text -> line.accept(Transcript.output(text)));
            }
        }

        private Optional<StepState> building(Runs.Progress progress) {
            return progress.steps().stream()
                    .filter(reached -> reached.name().equals(step))
                    .map(RunStep::state)
                    .findFirst();
        }
    }
}
