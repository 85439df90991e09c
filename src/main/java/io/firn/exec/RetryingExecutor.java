package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.time.Duration;

/**
 * Tries again what could not be run at all ({@code UNAVAILABLE}), with a pause that doubles. Only for commands that may run
 * twice without harm: a lost connection does not tell whether the command ran. Streams are never tried again, as their sink
 * has already seen the first part.
 */
public final class RetryingExecutor implements Executor {
    private final Executor inner;
    private final int tries;
    private final Duration firstPause;

    /** Runs each command at most {@code tries} times. */
    public RetryingExecutor(Executor inner, int tries, Duration firstPause) {
        this.inner = inner;
        this.tries = tries;
        this.firstPause = firstPause;
    }

    @Override
    public Result run(Command command) {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return inner.run(command);
            } catch (Fault fault) {
                if (fault.code() != FaultCode.UNAVAILABLE || attempt >= tries || !slept(pause)) {
                    throw fault;
                }
                pause = pause.multipliedBy(2);
            }
        }
    }

    @Override
    public Result stream(Command command, OutputSink sink) {
        return inner.stream(command, sink);
    }

    @Override
    public String place() {
        return inner.place();
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
