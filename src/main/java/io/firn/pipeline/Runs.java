package io.firn.pipeline;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.Push;
import io.firn.source.Pushes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The book of runs: orders go in, progress comes out. A newer run supersedes every older deploy of its app that is not past
 * the cut-over; what is past it is finished first, and so are rollbacks.
 */
@ApplicationScoped
public class Runs {
    private final RunRows rows;
    private final Pushes pushes;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final Event<RunChanged> changed;

    /**
     * A run with its steps.
     *
     * @param run the row
     * @param steps those that were reached, in order
     */
    public record Progress(Run run, List<RunStep> steps) {}

    Runs(RunRows rows, Pushes pushes, Clock clock, Supplier<UUID> ids, Event<RunChanged> changed) {
        this.rows = rows;
        this.pushes = pushes;
        this.clock = clock;
        this.ids = ids;
        this.changed = changed;
    }

    /** Writes an order down; the same idempotency key again gives the same run. */
    @Transactional
    public Run order(UUID appId, RunOrder order) {
        rows.lock(appId);
        String key = order.idempotencyKey();
        if (key != null) {
            Optional<Run> before = rows.byKey(appId, key);
            if (before.isPresent()) {
                return before.get();
            }
        }
        for (Run open : rows.open(appId)) {
            if (open.kind() == RunKind.DESTROY) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not begin: the app is being destroyed.",
                        "Create it again when that is done.");
            }
        }
        return write(appId, order);
    }

    /** Writes a run for each push that has none; true where there was one. */
    @Transactional
    public boolean adoptPushes() {
        List<UUID> waiting = rows.pushesWithoutRun();
        for (UUID pushId : waiting) {
            Push push = pushes.findById(pushId);
            rows.lock(push.appId());
            if (rows.byPush(pushId).isEmpty()) {
                write(
                        push.appId(),
                        RunOrder.deploy(push.revision(), pushId, push.tokenId().orElse(null), null));
            }
        }
        return !waiting.isEmpty();
    }

    private Run write(UUID appId, RunOrder order) {
        Run run = new Run(ids.get(), appId, order, clock.instant());
        for (Run older : rows.open(appId)) {
            if (older.kind() == RunKind.DEPLOY
                    && older.askToStop("superseded by " + title(run), run.id())
                    && older.state() == RunState.QUEUED) {
                older.cancelled(clock.instant());
                changed.fire(RunChanged.of(older));
            }
        }
        rows.persistAndFlush(run);
        changed.fire(RunChanged.of(run));
        return run;
    }

    /** What a run is, in a few words for people. */
    static String title(Run run) {
        return switch (run.kind()) {
            case DEPLOY -> "the deploy of " + run.revision().orElseThrow().shortCommit();
            case ROLLBACK -> "the rollback to v" + run.rollbackTo().orElse(0);
            case DESTROY -> "the removal of the app";
        };
    }

    /** Asks for a run to be given up. */
    @Transactional
    public Run cancel(UUID appId, UUID runId) {
        rows.lock(appId);
        Run run = rows.findByIdOptional(runId)
                .filter(r -> r.appId().equals(appId))
                .orElseThrow(() -> unknown(runId));
        if (!run.askToStop("cancelled", null)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    run.state().ended()
                            ? "Could not cancel the deployment: it has ended already."
                            : "Could not cancel the deployment: traffic is moving, or it is being cancelled already.",
                    run.state().ended()
                            ? "To go back run: firn rollback"
                            : "Wait for its end, then run: firn rollback");
        }
        if (run.state() == RunState.QUEUED) {
            run.cancelled(clock.instant());
        }
        changed.fire(RunChanged.of(run));
        return run;
    }

    /** One run with its steps. */
    @Transactional
    public Optional<Progress> find(UUID runId) {
        return rows.findByIdOptional(runId).map(run -> new Progress(run, rows.steps(runId)));
    }

    /** One run of an app, or a fault. */
    @Transactional
    public Progress require(UUID appId, UUID runId) {
        return find(runId).filter(p -> p.run().appId().equals(appId)).orElseThrow(() -> unknown(runId));
    }

    /** The run that a push began, once there is one. */
    @Transactional
    public Optional<Progress> ofPush(UUID pushId) {
        return rows.byPush(pushId).map(run -> new Progress(run, rows.steps(run.id())));
    }

    /** The newest runs of an app. */
    @Transactional
    public List<Run> newest(UUID appId, long below, int limit) {
        return rows.newest(appId, below, limit);
    }

    /** The run that made a release. */
    @Transactional
    public Optional<Run> maker(UUID appId, int release) {
        return rows.maker(appId, release);
    }

    /** The run that made the release that serves now: whatever serves was made live by a run that succeeded. */
    @Transactional
    public Optional<Run> live(UUID appId) {
        return rows.makers(appId, Long.MAX_VALUE, 1).stream().findFirst();
    }

    /** The run that made the release before that of another run. */
    @Transactional
    Optional<Run> before(Run run) {
        return rows.makers(run.appId(), run.seq(), 1).stream().findFirst();
    }

    @Transactional
    List<UUID> appsWithWork() {
        return rows.appsWithWork();
    }

    @Transactional
    Optional<Run> next(UUID appId) {
        return rows.next(appId);
    }

    private static Fault unknown(UUID runId) {
        return Fault.of(
                FaultCode.NOT_FOUND,
                "Could not find deployment " + runId + ".",
                "List them with: firn releases, or GET /api/v1/apps/{app}/deployments");
    }
}
