package io.firn.exec;

import io.firn.fault.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** Measures how long commands take, by program, place and outcome, for the operator's dashboards. */
public final class TimedExecutor implements Executor {
    private final Executor inner;
    private final MeterRegistry meters;

    /** Counts what the inner executor runs. */
    public TimedExecutor(Executor inner, MeterRegistry meters) {
        this.inner = inner;
        this.meters = meters;
    }

    @Override
    public Result run(Command command) {
        return timed(command, () -> inner.run(command));
    }

    @Override
    public Result stream(Command command, OutputSink sink) {
        return timed(command, () -> inner.stream(command, sink));
    }

    @Override
    public String place() {
        return inner.place();
    }

    private Result timed(Command command, Supplier<Result> running) {
        Timer.Sample sample = Timer.start(meters);
        String outcome = "fault";
        try {
            Result result = running.get();
            outcome = result.ok() ? "ok" : "failed";
            return result;
        } catch (Fault fault) {
            outcome = fault.code().name().toLowerCase(java.util.Locale.ROOT);
            throw fault;
        } finally {
            sample.stop(Timer.builder("firn.exec")
                    .description("Commands run here or on nodes")
                    .tag("program", Messages.program(command))
                    .tag("place", place())
                    .tag("outcome", outcome)
                    .register(meters));
        }
    }
}
