package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.pipeline.Execution.Outcome;
import io.firn.pipeline.PipelineFixture.FakeLease;
import io.firn.pipeline.PipelineFixture.World;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionTest {
    private final FakeJournal journal = new FakeJournal();
    private final FakeLease lease = new FakeLease();
    private final World world = new World();
    private final Run row = PipelineFixture.run();
    private final Execution execution = new Execution(journal, new Crash(Optional.empty()));

    /** Stands for a kill: nothing after it runs. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** No step of these tests looks at the app. */
    @SuppressWarnings("NullAway")
    private RunContext context() {
        return new RunContext(row, PipelineFixture.app(), lease, journal);
    }

    private List<Step> abc() {
        return List.of(world.step("a"), world.step("b"), world.step("c").lastCall());
    }

    @Test
    void stepsAreTakenInOrderAndWrittenDown() {
        assertThat(execution.execute(context(), abc())).isEqualTo(Outcome.ENDED);

        assertThat(world.effects).containsExactly("a", "b", "c");
        assertThat(journal.written)
                .containsExactly("begin", "enter a", "DONE a", "enter b", "DONE b", "enter c", "DONE c", "succeed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "c"})
    void aKillBeforeAnEffectIsMadeGoodWithoutDoublingTheOthers(String where) {
        boolean[] once = {true};
        var steps = List.<Step>of(killing("a", where, once), killing("b", where, once), killing("c", where, once));
        killed(steps);

        assertThat(execution.execute(context(), steps)).isEqualTo(Outcome.ENDED);

        assertThat(world.effects).containsExactly("a", "b", "c");
        assertThat(row.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(row.attempt()).isEqualTo(2);
    }

    @Test
    void aKillAfterAnEffectFindsItThere() {
        world.effects.addAll(List.of("a", "b"));

        execution.execute(context(), abc());

        assertThat(world.effects).containsExactly("a", "b", "c");
        assertThat(journal.written).contains("SKIPPED a: it is there", "SKIPPED b: it is there", "DONE c");
    }

    @Test
    void aFaultEndsTheRunAndTakesBackWhatWasBegunFromTheLastOn() {
        var steps = List.<Step>of(
                world.step("a"),
                world.step("b").doing(() -> {
                    throw Fault.of(FaultCode.BUILD_FAILED, "Could not build.");
                }),
                world.step("c"));

        assertThat(execution.execute(context(), steps)).isEqualTo(Outcome.ENDED);

        assertThat(world.effects).containsExactly("a");
        assertThat(world.undone).containsExactly("b", "a");
        assertThat(journal.steps).containsEntry("b", StepState.FAILED).doesNotContainKey("c");
        assertThat(row.state()).isEqualTo(RunState.FAILED);
        assertThat(row.faultCode()).contains("BUILD_FAILED");
    }

    @Test
    void whoLosesTheLeaseLeavesTheRunToTheOther() {
        var steps = List.<Step>of(world.step("a"), world.step("b").doing(() -> {
            lease.held = false;
            lease.fence();
        }));

        assertThat(execution.execute(context(), steps)).isEqualTo(Outcome.LEFT);

        assertThat(world.undone).isEmpty();
        assertThat(row.state()).isEqualTo(RunState.RUNNING);
        assertThat(journal.written).doesNotContain("fail");
    }

    @Test
    void aNewerRunEndsThisOneBeforeItsNextStep() {
        var steps = List.<Step>of(
                world.step("a").doing(() -> journal.stop = Optional.of("superseded by x")), world.step("b"));

        execution.execute(context(), steps);

        assertThat(world.effects).containsExactly("a");
        assertThat(world.undone).containsExactly("a");
        assertThat(row.state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void aNewerRunEndsAStepAtWork() {
        CountDownLatch told = new CountDownLatch(1);
        RunContext context = context();
        var waiting = new PipelineFixture.FakeStep("a", world) {
            @Override
            public void stop(RunContext run) {
                told.countDown();
            }
        };
        waiting.doing(() -> {
            journal.stop = Optional.of("superseded by x");
            await(told);
            context.permit().check();
        });

        execution.execute(context, List.of(waiting, world.step("b")));

        assertThat(world.effects).isEmpty();
        assertThat(row.state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void pastTheCutOverARunIsFinished() {
        var steps = List.<Step>of(
                world.step("a"),
                world.step("b").lastCall().doing(() -> journal.stop = Optional.of("superseded by x")),
                world.step("c"));

        execution.execute(context(), steps);

        assertThat(world.effects).containsExactly("a", "b", "c");
        assertThat(row.state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void whatIsUnchangedIsShownStepByStepWithItsReason() {
        RunContext context = context();
        var steps = List.<Step>of(
                world.step("a").doing(() -> context.nothingToDo("nothing changed since v3")),
                world.step("b"),
                world.step("c"));

        execution.execute(context, steps);

        assertThat(world.effects).containsExactly("a");
        assertThat(journal.written)
                .contains("SKIPPED b: nothing changed since v3", "SKIPPED c: nothing changed since v3", "succeed");
    }

    @Test
    void aDefectIsTriedAgainAndThenTold() {
        var steps = List.<Step>of(world.step("a").doing(() -> {
            throw new IllegalStateException("a secret of ours");
        }));

        assertThat(execution.execute(context(), steps)).isEqualTo(Outcome.LEFT);
        assertThat(execution.execute(context(), steps)).isEqualTo(Outcome.LEFT);
        assertThat(execution.execute(context(), steps)).isEqualTo(Outcome.ENDED);

        assertThat(row.state()).isEqualTo(RunState.FAILED);
        assertThat(Objects.requireNonNull(journal.fault).sentence())
                .doesNotContain("secret")
                .contains(row.id().toString());
    }

    @Test
    void aRunThatEndsTheServiceEachTimeIsGivenUp() {
        boolean[] never = {true};
        for (int i = 0; i < 20; i++) {
            never[0] = true;
            killed(List.of(killing("a", "a", never)));
        }

        assertThat(execution.execute(context(), List.of(world.step("a")))).isEqualTo(Outcome.ENDED);

        assertThat(row.state()).isEqualTo(RunState.FAILED);
        assertThat(Objects.requireNonNull(journal.fault).getMessage()).contains("20 times");
    }

    private Step killing(String name, String where, boolean[] once) {
        return world.step(name).doing(() -> {
            if (name.equals(where) && once[0]) {
                once[0] = false;
                throw new Killed();
            }
        });
    }

    private void killed(List<Step> steps) {
        try {
            execution.execute(context(), steps);
        } catch (Killed expected) {
            return;
        }
        throw new AssertionError("not killed");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
