package io.firn.pipeline;

import io.firn.fault.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A journal in memory that tells what was written. */
final class FakeJournal implements Journal {
    final List<String> written = new ArrayList<>();
    final Map<String, StepState> steps = new HashMap<>();
    volatile Optional<String> stop = Optional.empty();

    @Nullable Fault fault;

    @Override
    public void begin(RunContext run) {
        run.row().begin(PipelineFixture.NOW);
        written.add("begin");
    }

    @Override
    public Optional<String> stopReason(RunContext run) {
        return run.row().pastReturn() ? Optional.empty() : stop;
    }

    @Override
    public Optional<String> enter(RunContext run, Step step, int position) {
        Optional<String> reason = stopReason(run);
        if (reason.isEmpty()) {
            run.row().reach(step.name(), step.pointOfNoReturn());
            written.add("enter " + step.name());
        }
        return reason;
    }

    @Override
    public void leave(RunContext run, Step step, StepState how, Optional<String> reason, Optional<String> detail) {
        if (steps.put(step.name(), how) == null) {
            run.row().progressed();
        }
        String why = reason.map(": "::concat).orElse("");
        written.add(how.name().concat(" ").concat(step.name()).concat(why));
    }

    @Override
    public void note(RunContext run, Consumer<Run> change) {
        change.accept(run.row());
    }

    @Override
    public void succeed(RunContext run) {
        run.row().succeed(PipelineFixture.NOW);
        written.add("succeed");
    }

    @Override
    public void fail(RunContext run, Fault why) {
        fault = why;
        run.row().fail(why, PipelineFixture.NOW);
        written.add("fail");
    }

    @Override
    public void cancelled(RunContext run) {
        run.row().askToStop(stop.orElse("?"), null);
        run.row().cancelled(PipelineFixture.NOW);
        written.add("cancelled");
    }
}
