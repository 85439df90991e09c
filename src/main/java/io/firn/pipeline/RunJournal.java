package io.firn.pipeline;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The journal in the database. */
@ApplicationScoped
class RunJournal implements Journal {
    private final RunRows rows;
    private final Clock clock;
    private final Event<RunChanged> changed;

    RunJournal(RunRows rows, Clock clock, Event<RunChanged> changed) {
        this.rows = rows;
        this.clock = clock;
        this.changed = changed;
    }

    @Override
    @Transactional
    public void begin(RunContext run) {
        write(run, row -> row.begin(clock.instant()));
    }

    @Override
    @Transactional
    public Optional<String> stopReason(RunContext run) {
        return rows.findByIdOptional(run.id()).filter(row -> !row.pastReturn()).flatMap(Run::cancelReason);
    }

    @Override
    @Transactional
    public Optional<String> enter(RunContext run, Step step, int position) {
        Run row = fenced(run);
        if (row.cancelReason().isPresent() && !row.pastReturn()) {
            run.refresh(row);
            return row.cancelReason();
        }
        row.reach(step.name(), step.pointOfNoReturn());
        Optional<RunStep> known = rows.step(run.id(), step.name());
        if (known.isPresent()) {
            known.get().again();
        } else {
            rows.getEntityManager()
                    .persist(new RunStep(run.id(), step.name(), position, row.attempt(), clock.instant()));
        }
        done(run, row);
        return Optional.empty();
    }

    @Override
    @Transactional
    public void leave(RunContext run, Step step, StepState how, Optional<String> reason, Optional<String> detail) {
        if (forgotten(run)) {
            return;
        }
        Run row = fenced(run);
        rows.step(run.id(), step.name()).ifPresent(entry -> {
            @Nullable String why = reason.orElse(null);
            if (entry.end(how, why, row.attempt(), clock.instant())) {
                row.progressed();
            }
            detail.ifPresent(entry::say);
        });
        done(run, row);
    }

    @Override
    @Transactional
    public void note(RunContext run, Consumer<Run> change) {
        write(run, change);
    }

    @Override
    @Transactional
    public void succeed(RunContext run) {
        if (forgotten(run)) {
            return;
        }
        write(run, row -> row.succeed(clock.instant()));
    }

    @Override
    @Transactional
    public void fail(RunContext run, Fault why) {
        write(run, row -> row.fail(why, clock.instant()));
    }

    @Override
    @Transactional
    public void cancelled(RunContext run) {
        write(run, row -> row.cancelled(clock.instant()));
    }

    /** The end of an app takes the rows of its runs along, the one at work included. */
    private boolean forgotten(RunContext run) {
        return run.row().kind() == RunKind.DESTROY
                && rows.findByIdOptional(run.id()).isEmpty();
    }

    private void write(RunContext run, Consumer<Run> change) {
        Run row = fenced(run);
        change.accept(row);
        done(run, row);
    }

    private Run fenced(RunContext run) {
        run.lease().fence();
        rows.lock(run.app().id());
        return rows.findByIdOptional(run.id())
                .orElseThrow(() -> Fault.of(FaultCode.NOT_FOUND, "Could not go on: the run's row is gone."));
    }

    private void done(RunContext run, Run row) {
        rows.flush();
        run.refresh(row);
        changed.fire(RunChanged.of(row));
    }
}
