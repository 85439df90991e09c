package io.firn.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.exec.Command;
import io.firn.exec.SshExecutor;
import io.firn.lab.OneAtATime;
import io.firn.nix.NixCommands;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store of a real builder of the lab: roots, collection by age and size, optimisation. */
@OneAtATime
@Timeout(360)
class StoreMachineIT {
    /** The store is one that other tests build in: to look at all its files takes its time. */
    private static final Duration WALL = Duration.ofMinutes(5);

    private static final StorePlan.Limits ALL = new StorePlan.Limits(Optional.of(Duration.ZERO), Optional.empty());

    private SshExecutor executor;
    private BuilderMachine builder;
    private StoreMachine store;

    @BeforeEach
    void connect() throws IOException {
        executor = LabBuilder.required(1).connect();
        builder = new BuilderMachine(executor);
        // An hour ahead: what was built a second ago is older than nothing then.
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        store = new StoreMachine("builder-1", executor, later, WALL);
    }

    @AfterEach
    void tidyUp() {
        if (executor != null) { // as it is where the test was skipped
            executor.close();
        }
    }

    @Test
    void outputIsKeptByItsBuildThenByItsAppAndThenCollected() {
        UUID app = UUID.randomUUID();
        BuilderJob job = new BuilderJob(UUID.randomUUID(), 1, UUID.randomUUID());
        StorePath out = built(job);
        assertThat(store.preview(ALL).shown()).noneMatch(gone -> gone.path().equals(out.toString()));

        run(StoreCommands.keep(job, app, "1-" + job.name(), 1));
        builder.forget(job);
        assertThat(dead()).as("kept as the app's newest output").doesNotContain(out.toString());

        BuilderJob next = new BuilderJob(UUID.randomUUID(), 1, UUID.randomUUID());
        StorePath newer = built(next);
        run(StoreCommands.keep(next, app, "2-" + next.name(), 1));
        builder.forget(next);
        assertThat(dead()).contains(out.toString()).doesNotContain(newer.toString());

        StoreReport would = store.preview(ALL);
        assertThat(would.dryRun()).isTrue();
        assertThat(would.paths()).isPositive();
        assertThat(builder.missing(List.of(out)))
                .as("a preview deletes nothing")
                .isEmpty();

        StoreReport did = store.collect(ALL, Duration.ofDays(1));

        assertThat(did.paths()).isGreaterThanOrEqualTo(1);
        assertThat(did.diskPercent()).isBetween(0, 100);
        assertThat(builder.missing(List.of(out, newer))).containsExactly(out);
        run(Command.of("rm", "-rf", "--", "/nix/var/nix/gcroots/firn-apps/" + app));
        assertThat(store.collect(ALL, Duration.ofDays(1)).paths()).isPositive();
        assertThat(builder.missing(List.of(newer))).containsExactly(newer);
    }

    @Test
    void whatADerivationWasBuiltFromIsFoundByIt() {
        BuilderJob job = new BuilderJob(UUID.randomUUID(), 1, UUID.randomUUID());
        StorePath out = built(job);
        StorePath derivation = builder.closure(job).getFirst().deriver().orElseThrow();
        assertThat(builder.builtFrom(derivation)).extracting(PathInfo::path).contains(out);
        builder.forget(job);
    }

    @Test
    void sizeThatIsNotReachedDeletesNothing() {
        BuilderJob job = new BuilderJob(UUID.randomUUID(), 1, UUID.randomUUID());
        StorePath out = built(job);
        builder.forget(job);
        var large = new StorePlan.Limits(Optional.empty(), Optional.of(Long.MAX_VALUE));
        assertThat(store.collect(large, Duration.ofDays(1)).paths()).isZero();
        assertThat(builder.missing(List.of(out))).isEmpty();
        var young = new StorePlan.Limits(Optional.of(Duration.ofDays(1)), Optional.empty());
        assertThat(store.preview(young).shown()).noneMatch(gone -> gone.path().equals(out.toString()));
    }

    @Test
    void optimisationSaysWhatItSaved() {
        assertThat(store.optimise()).contains("saved");
        assertThat(store.disk().percent()).isBetween(0, 100);
    }

    private StorePath built(BuilderJob job) {
        SampleBuild flake = SampleBuild.running("echo kept > $out");
        builder.put(List.of(flake.upload()));
        builder.start(job, flake.order(job, BuildLimits.DEFAULT), BuilderSettings.NONE);
        JobStatus end = builder.follow(job, 0, WALL, (bytes, offset, length) -> {});
        assertThat(end.succeeded()).isTrue();
        return end.outputs().getFirst();
    }

    private List<String> dead() {
        return executor.run(NixCommands.dead()).text().lines().toList();
    }

    private void run(Command command) {
        assertThat(executor.run(command).ok()).isTrue();
    }
}
