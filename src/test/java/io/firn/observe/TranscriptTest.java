package io.firn.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.observe.Transcript.Look;
import io.firn.observe.Transcript.StepLook;
import io.firn.pipeline.RunKind;
import io.firn.pipeline.RunState;
import io.firn.pipeline.StepState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private final Transcript transcript = new Transcript("shop", "http://shop.localhost:8080");

    @Test
    void stepIsSaidOnceWhenItBeginsAndOnceWhenItEnds() {
        assertThat(transcript.look(running(step("build", StepState.RUNNING)))).containsExactly("-----> Build ...");
        assertThat(transcript.look(running(step("build", StepState.RUNNING)))).isEmpty();
        assertThat(transcript.look(running(step("build", StepState.DONE))))
                .containsExactly("       done in 2.5 s: on builder-1");
        assertThat(transcript.look(running(step("build", StepState.DONE)))).isEmpty();
    }

    @Test
    void stepThatWasQuickIsOneLine() {
        assertThat(transcript.look(running(step("detect", StepState.DONE))))
                .containsExactly("-----> Detect: on builder-1 (2.5 s)");
    }

    @Test
    void skippedStepSaysWhy() {
        StepLook skipped = new StepLook(
                "build", StepState.SKIPPED, Optional.of("same derivation as v1"), Optional.empty(), Duration.ZERO);
        assertThat(transcript.look(running(skipped))).containsExactly("-----> Build: skipped, same derivation as v1");
    }

    @Test
    void successEndsWithAddressReleaseTimeAndTheWayBack() {
        assertThat(transcript.look(look(RunState.SUCCEEDED, Optional.empty())))
                .containsExactly(
                        "=====> shop v2 is live (14.2 s)",
                        "       http://shop.localhost:8080",
                        "       undo: firn rollback -a shop");
    }

    @Test
    void failureTellsWhatStillServes() {
        assertThat(transcript.look(look(RunState.FAILED, Optional.of("Could not build shop: exit 3."))))
                .containsExactly(
                        " !     Could not build shop: exit 3.",
                        "       Mend it and push again.",
                        "       v1 still serves at http://shop.localhost:8080",
                        "       look again with: firn builds logs -a shop");
    }

    @Test
    void supersededPusherIsToldByWhom() {
        assertThat(transcript.look(look(RunState.CANCELLED, Optional.of("superseded by the deploy of abc1234"))))
                .contains(" !     Ended: superseded by the deploy of abc1234");
    }

    private static StepLook step(String name, StepState state) {
        return new StepLook(name, state, Optional.empty(), Optional.of("on builder-1"), Duration.ofMillis(2500));
    }

    private static Look running(StepLook step) {
        return new Look(
                RunKind.DEPLOY,
                RunState.RUNNING,
                OptionalInt.empty(),
                OptionalInt.of(1),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(3),
                false,
                List.of(),
                List.of(step));
    }

    private static Look look(RunState state, Optional<String> reason) {
        return new Look(
                RunKind.DEPLOY,
                state,
                OptionalInt.of(2),
                OptionalInt.of(1),
                reason,
                state == RunState.FAILED ? Optional.of("Mend it and push again.") : Optional.empty(),
                Duration.ofMillis(14_200),
                false,
                List.of(),
                List.of());
    }
}
