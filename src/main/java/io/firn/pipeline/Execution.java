package io.firn.pipeline;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes one run through its steps. It holds no knowledge of what they do: it asks each whether it is done, has it done if not,
 * and writes down what came of it. After a crash the same walk starts from the beginning and finds out where it was.
 */
final class Execution {
    private static final Logger LOG = Logger.getLogger(Execution.class);
    /** A run begun this often in the same step is given up: it may be what ends the service. Others wait meanwhile, so not few. */
    private static final int MOST_ATTEMPTS = 20;

    private final Journal journal;
    private final Crash crash;

    /** How an execution was left. */
    enum Outcome {
        /** The run has ended, one way or the other. */
        ENDED,
        /** Somebody else has the lease now, or the database is away: the run is not ours to end. */
        LEFT
    }

    Execution(Journal journal, Crash crash) {
        this.journal = journal;
        this.crash = crash;
    }

    Outcome execute(RunContext run, List<Step> steps) {
        List<Step> begun = new ArrayList<>();
        try {
            journal.begin(run);
            if (run.row().stuck() > MOST_ATTEMPTS) {
                throw Fault.of(
                        FaultCode.INTERNAL,
                        "Could not finish the run: it was begun " + MOST_ATTEMPTS + " times without getting further.",
                        "Look at the service's log, then deploy again.");
            }
            for (Step step : steps) {
                take(run, step, begun.size(), begun);
            }
            journal.succeed(run);
            return Outcome.ENDED;
        } catch (Stopped stopped) {
            return end(run, begun, StepState.CANCELLED, () -> journal.cancelled(run));
        } catch (Fault fault) {
            if (run.stopped() && !run.lost()) {
                return end(run, begun, StepState.CANCELLED, () -> journal.cancelled(run));
            }
            if (run.lost() || (fault.code() == FaultCode.CONFLICT && !run.permitted())) {
                LOG.infof("Run %s goes on elsewhere: %s", run.id(), fault.getMessage());
                return Outcome.LEFT;
            }
            return end(run, begun, StepState.FAILED, () -> journal.fail(run, fault));
        } catch (RuntimeException broken) {
            return broken(run, begun, broken);
        }
    }

    private void take(RunContext run, Step step, int position, List<Step> begun) {
        journal.enter(run, step, position).ifPresent(reason -> {
            throw new Stopped(reason);
        });
        begun.add(step);
        crash.before(step.name());
        Optional<String> unchanged = run.unchanged();
        Optional<String> there = unchanged.isPresent() ? unchanged : step.done(run);
        if (there.isEmpty()) {
            watched(run, step);
            crash.after(step.name());
            there = run.found();
        }
        // what was found there may be this run's own work from before a crash: the journal knows
        journal.leave(run, step, there.isEmpty() ? StepState.DONE : StepState.SKIPPED, there, run.said());
    }

    private void watched(RunContext run, Step step) {
        Watch watch = run.watch(step);
        try {
            step.run(run);
        } finally {
            watch.close();
        }
    }

    /** Undoes from the last step back; a failure to undo is logged, the first fault is the one that is told. */
    private Outcome end(RunContext run, List<Step> begun, StepState how, Runnable ending) {
        for (Step step : begun.reversed()) {
            try {
                step.undo(run);
            } catch (RuntimeException e) {
                LOG.warnf(e, "Run %s: could not take back step %s", run.id(), step.name());
            }
        }
        if (!begun.isEmpty()) {
            journal.leave(run, begun.getLast(), how, Optional.empty(), run.said());
        }
        ending.run();
        return Outcome.ENDED;
    }

    /** Not a sentence for people but a defect or an outage of ours: the run is tried again, a few times. */
    private Outcome broken(RunContext run, List<Step> begun, RuntimeException broken) {
        LOG.errorf(broken, "Run %s broke at attempt %d", run.id(), run.attempt());
        if (run.lost() || !run.permitted()) {
            return Outcome.LEFT;
        }
        if (run.row().stuck() < 3) {
            return Outcome.LEFT;
        }
        Fault fault = Fault.of(
                        FaultCode.INTERNAL,
                        "Could not finish the run: Firn has a defect here.",
                        "Tell the operator the run's id, " + run.id() + ".")
                .causedBy(broken);
        return end(run, begun, StepState.FAILED, () -> journal.fail(run, fault));
    }
}
