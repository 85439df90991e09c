package io.firn.pipeline;

import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.source.PushAccepted;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Finds runs and has them executed: one of an app at a time, under the app's lease, several apps side by side. What it finds
 * begun and not ended is gone on with, whoever began it.
 */
@ApplicationScoped
public class Runner {
    private static final Logger LOG = Logger.getLogger(Runner.class);

    private final Runs runs;
    private final Journal journal;
    private final Pipeline pipeline;
    private final Leases leases;
    private final Apps apps;
    private final PipelineSettings settings;
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();
    private final Set<UUID> again = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Runner(Runs runs, RunJournal journal, Pipeline pipeline, Leases leases, Apps apps, PipelineSettings settings) {
        this.runs = runs;
        this.journal = journal;
        this.pipeline = pipeline;
        this.leases = leases;
        this.apps = apps;
        this.settings = settings;
    }

    @Scheduled(every = "${firn.pipeline.poll:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    void look() {
        runs.adoptPushes();
        runs.appsWithWork().forEach(this::start);
    }

    void hint(@Observes PushAccepted push) {
        Thread.ofVirtual().name("firn-adopt").start(() -> {
            runs.adoptPushes();
            start(push.appId());
        });
    }

    void hint(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunChanged run) {
        if (run.state() == RunState.QUEUED) {
            start(run.appId());
        }
    }

    void stop(@Observes ShutdownEvent ending) {
        stopping = true;
    }

    private void start(UUID appId) {
        if (stopping || busy.size() >= settings.parallel()) {
            return;
        }
        if (!busy.add(appId)) {
            again.add(appId);
            return;
        }
        Thread.ofVirtual().name("firn-app-" + appId).start(() -> {
            try {
                work(appId);
            } catch (RuntimeException e) {
                LOG.errorf(e, "The runs of app %s are looked at again later", appId);
            } finally {
                busy.remove(appId);
                if (again.remove(appId)) {
                    start(appId);
                }
            }
        });
    }

    private void work(UUID appId) {
        Optional<Lease> taken = leases.tryTake("app:" + appId);
        if (taken.isEmpty()) {
            return;
        }
        try (Lease lease = taken.get()) {
            Optional<Run> next = runs.next(appId);
            while (next.isPresent() && !stopping) {
                App app = apps.find(appId).orElseThrow();
                RunContext context = new RunContext(next.get(), app, lease, journal);
                var execution = new Execution(journal, new Crash(settings.crashFile()));
                if (execution.execute(context, pipeline.recipe(next.get().kind())) == Execution.Outcome.LEFT) {
                    return;
                }
                next = runs.next(appId);
            }
        }
    }
}
