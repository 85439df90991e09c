package io.firn.build;

import io.firn.farm.BuilderJob;
import io.firn.farm.Farm;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NarHash;
import io.firn.work.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Builds of apps. */
@ApplicationScoped
public class Builds {
    private static final Logger LOG = Logger.getLogger(Builds.class);

    private final BuildRows rows;
    private final BuildLogs logs;
    private final BuildSteps steps;
    private final Farm farm;
    private final BuildSettings settings;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Builds(
            BuildRows rows,
            BuildLogs logs,
            BuildSteps steps,
            Farm farm,
            BuildSettings settings,
            Clock clock,
            Supplier<UUID> ids) {
        this.rows = rows;
        this.logs = logs;
        this.steps = steps;
        this.farm = farm;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Asks for a build, within the caller's transaction or one of its own. Nothing happens before {@link #run}.
     *
     * @param flakeKey hash of the whole flake, locked sources included: equal keys give equal outputs
     */
    @Transactional
    public Build request(UUID appId, String flakeKey, String attr, String system) {
        return request(appId, BuildRequest.inBackground(flakeKey, attr, system));
    }

    /**
     * Asks for a build, within the caller's transaction or one of its own. Nothing happens before {@link #run}. Where the app's
     * last build had to be given more memory than others, this one begins with as much.
     */
    @Transactional
    public Build request(UUID appId, BuildRequest request) {
        var build = new Build(ids.get(), appId, request, clock.instant());
        rows.lastBuilt(appId).filter(last -> last.memoryFloor() > 0).ifPresent(last -> {
            long needed = last.memoryStillNeeded(farm.memoryPeak(last.id()));
            build.needsMemory(Math.min(needed, farm.mostMemory(request.system())));
        });
        rows.persist(build);
        return build;
    }

    /**
     * Brings a build to its end, from wherever it is: it may have been begun by another process, which died. Returns the
     * ended build, failed ones too. Faults are for what leaves it open: the lease was lost, Firn is stopping.
     */
    public Build run(UUID buildId, Lease lease, BuildInputs inputs) {
        return new BuildRun(buildId, lease, inputs, steps, farm, logs, settings, clock).toEnd();
    }

    /** The build of that id. */
    @Transactional
    public Optional<Build> find(UUID buildId) {
        return rows.findByIdOptional(buildId);
    }

    /** The app's build of that id, or {@code NOT_FOUND}. */
    @Transactional
    public Build require(UUID appId, UUID buildId) {
        return rows.inApp(appId, buildId)
                .orElseThrow(() -> Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the build '" + buildId + "'.",
                        "List the builds that there are with: firn builds"));
    }

    /** The app's builds, newest first, before the given one. */
    @Transactional
    public List<Build> list(UUID appId, Optional<UUID> before, int limit) {
        return rows.ofApp(appId, before, limit);
    }

    /**
     * Stops a build. What runs of it ends at once where its builder can be reached; whoever follows it then notes the end.
     * A build that has ended stays as it is.
     */
    public Build cancel(UUID appId, UUID buildId) {
        Build build = require(appId, buildId);
        if (steps.askCancel(buildId)) {
            logs.changed(buildId);
            farm.job(buildId, build.attempt()).ifPresent(this::stop);
        }
        return require(appId, buildId);
    }

    /** Why a build waits, or why it does not. */
    WaitingView whyWaiting(Build build) {
        if (build.state().ended()) {
            return WaitingView.not("It has ended: " + build.state().name().toLowerCase(Locale.ROOT) + ".");
        }
        if (build.attempt() > 0 && farm.open(build.id(), build.attempt())) {
            return WaitingView.not("It does not wait: "
                    + build.nodeId().flatMap(farm::builderName).orElse("a builder") + " has it.");
        }
        return farm.why(build.id()).map(WaitingView::of).orElseGet(() -> steps.inFlightLike(build.id())
                .map(same -> new WaitingView(
                        true, "The same flake is being built as build " + same.id() + ".", true, List.of()))
                .orElseGet(() -> WaitingView.not("It is not in the queue yet, or is just being given to a builder.")));
    }

    private void stop(BuilderJob job) {
        try {
            farm.cancel(job);
        } catch (Fault away) {
            LOG.warnf(
                    "Build %s is cancelled, but runs on until its builder answers: %s",
                    job.buildId(), away.getMessage());
        }
    }

    /** Notes what the output's content was found to be. */
    @Transactional
    public void verified(UUID buildId, NarHash hash) {
        rows.findByIdOptional(buildId).ifPresent(build -> build.verified(hash));
    }
}
