package io.firn.stack;

import io.firn.app.App;
import io.firn.detect.Offer;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.source.Revision;
import io.firn.source.Sources;
import io.firn.tree.Tree;
import io.firn.work.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What each app is locked to: the answers of its newest release and the distribution that it was built with. An update of Firn
 * changes neither; the repository moves the answers that it asks for, and an upgrade moves all.
 */
@ApplicationScoped
public class Locks {
    /** So many earlier states of a lock are kept. */
    private static final int KEPT = 20;

    private final LockRows rows;
    private final Distributions distributions;
    private final DistributionRows stored;
    private final Sources sources;
    private final Clock clock;

    Locks(LockRows rows, Distributions distributions, DistributionRows stored, Sources sources, Clock clock) {
        this.rows = rows;
        this.distributions = distributions;
        this.stored = stored;
        this.sources = sources;
        this.clock = clock;
    }

    /** What the app is locked to; empty before its first release. */
    @Transactional
    public Optional<AppLock> of(UUID appId) {
        return rows.newest(appId);
    }

    /** How a revision of the app is built, by what the app is locked to. */
    public Decision decide(App app, Revision revision, Tree tree) {
        Runtimes runtimes = distributions.runtimes();
        Optional<AppLock> lock = of(app.id());
        Decision decision = lock.isEmpty()
                ? fresh(app, tree, runtimes, Optional.empty())
                : locked(app, revision, tree, runtimes, lock.get());
        return warned(decision, runtimes);
    }

    /** How a revision of the app would be built by what is offered now, whatever it is locked to. */
    public Decision upgraded(App app, Tree tree) {
        Runtimes runtimes = distributions.runtimes();
        return warned(fresh(app, tree, runtimes, of(app.id())), runtimes);
    }

    private Decision fresh(App app, Tree tree, Runtimes runtimes, Optional<AppLock> lock) {
        Distribution current = distributions.current(runtimes);
        Plan plan = new Planner(current, runtimes).plan(app.name().value(), tree);
        return new Decision(plan, current, lock, moved(lock, plan));
    }

    private Decision locked(App app, Revision revision, Tree tree, Runtimes runtimes, AppLock lock) {
        Distribution held = distributions.of(lock.distribution(), lock.packageSet());
        String name = app.name().value();
        if (revision.tree().equals(lock.source().tree()) && lock.plan().name().equals(name)) {
            return new Decision(lock.plan(), held, Optional.of(lock), List.of());
        }
        Plan plan;
        Distribution distribution = held;
        try {
            plan = merged(name, tree, new Planner(held, runtimes), app.id(), lock);
        } catch (Fault old) {
            // what the repository asks for now may be in a newer distribution
            distribution = distributions.current(runtimes);
            if (old.code() != FaultCode.UNSUPPORTED || distribution.digest().equals(held.digest())) {
                throw old;
            }
            plan = merged(name, tree, new Planner(distribution, runtimes), app.id(), lock);
        }
        if (!plan.stack().equals(lock.plan().stack())) {
            distribution = distributions.current(runtimes);
            plan = new Planner(distribution, runtimes).plan(name, tree);
        }
        offered(app, plan, distribution);
        return new Decision(plan, distribution, Optional.of(lock), moved(Optional.of(lock), plan));
    }

    private Plan merged(String name, Tree tree, Planner planner, UUID appId, AppLock lock) {
        Plan now = planner.plan(name, tree);
        Plan kept = planner.plan(name, tree, lock.plan());
        return LockMerge.merge(lock.plan(), before(name, planner, appId, lock), now, kept);
    }

    private Optional<Plan> before(String name, Planner planner, UUID appId, AppLock lock) {
        try {
            return Optional.of(planner.plan(name, sources.tree(appId, lock.source())));
        } catch (Fault gone) {
            return Optional.empty(); // rewritten away, or not understood any more
        }
    }

    private static List<Change> moved(Optional<AppLock> lock, Plan plan) {
        return lock.map(held -> PlanDiff.between(held.plan(), plan)).orElse(List.of());
    }

    /** A version that the app is locked to has to be there. */
    private static void offered(App app, Plan plan, Distribution distribution) {
        Plan.Toolchain toolchain = plan.toolchain();
        if (toolchain == null || distribution.offers().has(toolchain.name(), toolchain.version())) {
            return;
        }
        Offer offer = distribution.offers().of(toolchain.name());
        throw Fault.of(
                FaultCode.UNSUPPORTED,
                "Could not build \"" + app.name() + "\" with " + toolchain.name() + " " + toolchain.version()
                        + ", which it is locked to: the package set \"" + distribution.packageSet()
                        + "\" does not offer it any more.",
                "The nearest is " + offer.nearest(toolchain.version())
                        + ". See what would change with: firn upgrade -a " + app.name() + " --plan");
    }

    private static Decision warned(Decision decision, Runtimes runtimes) {
        Plan plan = decision.plan();
        Plan.Toolchain toolchain = plan.toolchain();
        if (toolchain == null) {
            return decision;
        }
        Optional<String> deprecated =
                runtimes.deprecation(decision.distribution().packageSet(), toolchain.name(), toolchain.version());
        if (deprecated.isEmpty()) {
            return decision;
        }
        var warnings = new ArrayList<>(plan.warnings());
        warnings.add(toolchain.name() + " " + toolchain.version() + " is deprecated here: " + deprecated.get());
        var node = PlanDiff.node(plan);
        node.putPOJO("warnings", warnings);
        return new Decision(PlanDiff.plan(node), decision.distribution(), decision.lock(), decision.moved());
    }

    /** Locks the app to what its new release was made with. */
    @Transactional
    public void keep(App app, Decision decision, Revision source, Lease lease) {
        lease.fence();
        Optional<AppLock> held = rows.newest(app.id());
        boolean same =
                held.isPresent() && new Decision(decision.plan(), decision.distribution(), held, List.of()).asLocked();
        var lock = new AppLock(
                app.id(),
                held.map(AppLock::revision).orElse(0L) + (same ? 0 : 1),
                decision.distribution().digest(),
                decision.distribution().packageSet(),
                decision.plan(),
                source,
                clock.instant());
        if (same) {
            rows.advance(lock);
            return;
        }
        distributions.keep(decision.distribution());
        rows.add(lock);
        rows.tidy(app.id(), lock.revision() - KEPT);
        stored.tidy();
    }
}
