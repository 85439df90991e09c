package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.app.App;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.work.Lease;
import io.firn.work.Leases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The book of runs in a real database: who waits, who gives way, who may write. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class RunsTest {
    @Inject
    Runs runs;

    @Inject
    RunJournal journal;

    @Inject
    Apps apps;

    @Inject
    Orgs orgs;

    @Inject
    Leases leases;

    private App app;
    private Lease lease;

    /** The test holds the app's lease, so that the service itself leaves its runs alone. */
    @BeforeEach
    void start() {
        app = apps.create(
                orgs.ensure(Orgs.FIRST).id(),
                new AppName("runs-" + UUID.randomUUID().toString().substring(0, 8)));
        lease = leases.tryTake("app:" + app.id()).orElseThrow();
    }

    @AfterEach
    void end() {
        apps.forget(app.id());
        lease.close();
    }

    @Test
    void aNewerDeployCancelsOneThatWaits() {
        Run older = deploy();
        Run newer = deploy();

        Run after = runs.find(older.id()).orElseThrow().run();
        assertThat(after.state()).isEqualTo(RunState.CANCELLED);
        assertThat(after.supersededBy()).contains(newer.id());
        assertThat(after.cancelReason()).contains("superseded by the deploy of 1111111111");
        assertThat(runs.next(app.id()).map(Run::id)).contains(newer.id());
    }

    @Test
    void aNewerDeployAsksOneAtWorkToStop() {
        RunContext older = begun(deploy());
        deploy();

        assertThat(journal.stopReason(older)).isPresent();
        assertThat(journal.enter(older, step("build", false), 3)).isPresent();
    }

    @Test
    void pastTheCutOverTheNewerOneWaits() {
        RunContext older = begun(deploy());
        journal.enter(older, step("route", true), 7);
        Run newer = deploy();

        assertThat(journal.stopReason(older)).isEmpty();
        assertThat(journal.enter(older, step("retire", false), 8)).isEmpty();
        journal.succeed(older);
        assertThat(runs.next(app.id()).map(Run::id)).contains(newer.id());
    }

    @Test
    void aDeployDoesNotEndARollback() {
        Run rollback = runs.order(app.id(), RunOrder.rollback(1, RunOrder.Config.OF_TODAY, null, null));
        deploy();

        assertThat(runs.find(rollback.id()).orElseThrow().run().state()).isEqualTo(RunState.QUEUED);
        assertThat(runs.next(app.id()).map(Run::id)).contains(rollback.id());
    }

    @Test
    void whatWasBegunIsGoneOnWithBeforeWhatWaits() {
        RunContext begun = begun(runs.order(app.id(), RunOrder.rollback(1, RunOrder.Config.OF_TODAY, null, null)));
        deploy();

        assertThat(runs.next(app.id()).map(Run::id)).contains(begun.id());
    }

    @Test
    void theSameIdempotencyKeyIsTheSameRun() {
        Run once = runs.order(app.id(), RunOrder.deploy(PipelineFixture.REVISION, null, null, "key-1"));
        Run again = runs.order(app.id(), RunOrder.deploy(PipelineFixture.REVISION, null, null, "key-1"));

        assertThat(again.id()).isEqualTo(once.id());
        assertThat(runs.newest(app.id(), Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void aCancelledRunCannotBeCancelledAgain() {
        Run run = deploy();

        assertThat(runs.cancel(app.id(), run.id()).state()).isEqualTo(RunState.CANCELLED);
        assertThatThrownBy(() -> runs.cancel(app.id(), run.id()))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("it has ended already");
    }

    @Test
    void whoLostTheLeaseWritesNothing() {
        RunContext run = begun(deploy());
        lease.close();

        assertThatThrownBy(() -> journal.enter(run, step("build", false), 3)).isInstanceOf(Fault.class);
        assertThat(runs.find(run.id()).orElseThrow().steps()).isEmpty();
    }

    @Test
    void aStepFoundDoneAfterACrashIsDoneAndNotSkipped() {
        RunContext before = begun(deploy());
        journal.enter(before, step("build", false), 0);
        RunContext after = begun(runs.next(app.id()).orElseThrow());
        journal.enter(after, step("build", false), 0);
        journal.leave(after, step("build", false), StepState.SKIPPED, Optional.of("it is there"), Optional.empty());

        assertThat(runs.find(after.id()).orElseThrow().steps())
                .singleElement()
                .satisfies(step -> assertThat(step.state()).isEqualTo(StepState.DONE));
    }

    @Test
    void noRunIsTakenOnceTheAppIsBeingDestroyed() {
        runs.order(app.id(), RunOrder.destroy(null));

        assertThatThrownBy(this::deploy).isInstanceOf(Fault.class).hasMessageContaining("being destroyed");
    }

    private Run deploy() {
        return runs.order(app.id(), RunOrder.deploy(PipelineFixture.REVISION, null, null, null));
    }

    private RunContext begun(Run run) {
        var context = new RunContext(run, app, lease, journal);
        journal.begin(context);
        return context;
    }

    private static Step step(String name, boolean noReturn) {
        var step = new PipelineFixture.FakeStep(name, new PipelineFixture.World());
        return noReturn ? step.lastCall() : step;
    }
}
