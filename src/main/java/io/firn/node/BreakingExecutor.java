package io.firn.node;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.OutputSink;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Clock;
import java.util.function.Supplier;

/** Answers for a machine that does not, so that a hundred builds do not wait ten seconds each for the same dead one. */
final class BreakingExecutor implements Executor {
    private final Executor inner;
    private final Breaker breaker;
    private final Clock clock;
    private final boolean probing;

    /** One that is probing lets every call through. */
    BreakingExecutor(Executor inner, Breaker breaker, Clock clock, boolean probing) {
        this.probing = probing;
        this.inner = inner;
        this.breaker = breaker;
        this.clock = clock;
    }

    @Override
    public Result run(Command command) {
        return guarded(() -> inner.run(command));
    }

    @Override
    public Result stream(Command command, OutputSink sink) {
        var failed = new boolean[1];
        OutputSink ours = (bytes, offset, length) -> {
            // What fails on our own side says nothing of the machine.
            failed[0] = true;
            sink.accept(bytes, offset, length);
            failed[0] = false;
        };
        return guarded(() -> {
            try {
                return inner.stream(command, ours);
            } catch (Fault fault) {
                if (failed[0]) {
                    breaker.reached();
                }
                throw fault;
            }
        });
    }

    @Override
    public String place() {
        return inner.place();
    }

    private Result guarded(Supplier<Result> call) {
        if (!probing && !breaker.lets(clock.instant())) {
            throw Fault.of(
                    FaultCode.UNAVAILABLE,
                    "Could not reach " + place() + ": it did not answer the last times, and is tried again in "
                            + Math.max(1, breaker.left(clock.instant()).toSeconds()) + " s.",
                    "See what is known of it with: firn nodes");
        }
        try {
            Result result = call.get();
            breaker.reached();
            return result;
        } catch (Fault fault) {
            if (fault.code() == FaultCode.UNAVAILABLE) {
                breaker.missed(clock.instant());
            } else {
                breaker.reached();
            }
            throw fault;
        }
    }
}
