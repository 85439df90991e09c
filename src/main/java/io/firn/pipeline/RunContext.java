package io.firn.pipeline;

import io.firn.app.App;
import io.firn.deploy.Permit;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.Revision;
import io.firn.work.Lease;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run at work: what its steps share. What can be computed again is kept here and lost in a crash; what cannot stands in
 * the run's row.
 */
public final class RunContext {
    private final App app;
    private final Lease lease;
    private final Journal journal;
    private final Map<Class<?>, Object> worked = new HashMap<>();
    private Run run;
    private @Nullable String unchanged;
    private @Nullable String said;
    private @Nullable String found;
    private volatile @Nullable String stop;

    RunContext(Run run, App app, Lease lease, Journal journal) {
        this.run = run;
        this.app = app;
        this.lease = lease;
        this.journal = journal;
    }

    /** The run's id; everything that it makes may be named by it. */
    public UUID id() {
        return run.id();
    }

    /** The row as it was last read or written. */
    public Run row() {
        return run;
    }

    void refresh(Run fresh) {
        run = fresh;
    }

    public App app() {
        return app;
    }

    /** The lease on the app, under which all of this happens. */
    public Lease lease() {
        return lease;
    }

    int attempt() {
        return run.attempt();
    }

    /** What is deployed. */
    public Revision revision() {
        return run.revision()
                .orElseThrow(() -> Fault.of(FaultCode.INTERNAL, "Could not deploy: the run names no commit."));
    }

    /** Changes facts of the run's row. */
    void note(Consumer<Run> change) {
        journal.note(this, change);
    }

    /** Says in one line what came of the present step. */
    void say(String line) {
        said = line;
    }

    Optional<String> said() {
        Optional<String> line = Optional.ofNullable(said);
        said = null;
        return line;
    }

    /** The present step found its effect made by something else than this run, and says why. */
    void alreadyThere(String reason) {
        found = reason;
    }

    Optional<String> found() {
        Optional<String> reason = Optional.ofNullable(found);
        found = null;
        return reason;
    }

    /** From here on every step is skipped, for one reason. */
    void nothingToDo(String reason) {
        unchanged = reason;
    }

    Optional<String> unchanged() {
        return Optional.ofNullable(unchanged);
    }

    boolean lost() {
        return !lease.held();
    }

    boolean stopped() {
        return stop != null;
    }

    boolean permitted() {
        return lease.held() && stop == null;
    }

    /** Gives the run up: whatever is at work in it ends at its next look. */
    void stop(String reason) {
        stop = reason;
    }

    /** Leave to change the world; asked for right before each change. */
    public Permit permit() {
        return () -> {
            String reason = stop;
            if (reason != null) {
                throw new Stopped(reason);
            }
            if (!lease.held()) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not go on: another control plane has taken this app over.",
                        "Nothing to do; it goes on there.");
            }
        };
    }

    /** Leave for what has to be done even for a run that was given up. */
    Permit leaseOnly() {
        return Permit.during(lease::held);
    }

    /** Looks out for a wish to end the run while a step is at work. */
    Watch watch(Step step) {
        return new Watch(this, step, journal);
    }

    /** What was worked out once in this attempt, kept by its type. */
    <T> T once(Class<T> type, Supplier<T> work) {
        Object known = worked.get(type);
        if (known == null) {
            known = work.get();
            worked.put(type, known);
        }
        return type.cast(known);
    }
}
