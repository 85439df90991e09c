package io.firn.observe;

import io.firn.pipeline.RunKind;
import io.firn.pipeline.RunState;
import io.firn.pipeline.StepState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Turns what is known of a run, looked at again and again, into the lines that a person reads at a terminal: each phase once
 * when it begins, once when it ends, and the outcome with what to do next. Pure: it remembers only what it has said.
 */
final class Transcript {
    /** The step whose output is shown under it. */
    static final String BUILD = "build";

    /** The other one. */
    static final String TEST = "test";

    private static final String STEP = "-----> ";
    private static final String UNDER = "       ";
    private static final String WRONG = " !     ";
    private static final String REPORT = "=====> ";
    private static final Map<String, String> TITLES = Map.of(
            "source",
            "Source",
            "detect",
            "Detect",
            "flake",
            "Flake",
            BUILD,
            "Build",
            "cache",
            "Cache",
            TEST,
            "Test",
            "image",
            "Image",
            "deploy",
            "Start and check health",
            "route",
            "Move traffic",
            "retire",
            "Retire the release before");

    private final String app;
    private final String url;
    private final Map<String, StepState> said = new HashMap<>();
    private boolean queuedSaid;

    /**
     * One look at a run.
     *
     * @param kind what it is for
     * @param state where it stands
     * @param release the release that it made or brought back, once known
     * @param live the release that serves now
     * @param reason why it was cancelled, or the fault's sentence
     * @param hint the next thing to do, where a fault gave one
     * @param elapsed since it was ordered
     * @param unchanged whether nothing had to be done
     * @param supersedes titles of the runs that this one superseded
     * @param steps the steps reached, in order
     */
    record Look(
            RunKind kind,
            RunState state,
            OptionalInt release,
            OptionalInt live,
            Optional<String> reason,
            Optional<String> hint,
            Duration elapsed,
            boolean unchanged,
            List<String> supersedes,
            List<StepLook> steps) {

        /** The same run as it was in that step: for what has to be said before the step's output. */
        Look until(String name) {
            List<StepLook> earlier = new ArrayList<>();
            for (StepLook step : steps) {
                if (step.name().equals(name)) {
                    earlier.add(new StepLook(name, StepState.RUNNING, Optional.empty(), Optional.empty(), step.took()));
                    break;
                }
                earlier.add(step);
            }
            return new Look(
                    kind,
                    RunState.RUNNING,
                    release,
                    live,
                    Optional.empty(),
                    Optional.empty(),
                    elapsed,
                    unchanged,
                    supersedes,
                    earlier);
        }
    }

    /**
     * One step of it.
     *
     * @param name the step's name
     * @param state where it stands
     * @param reason why it was skipped
     * @param detail what came of it
     * @param took how long it has taken, or took
     */
    record StepLook(String name, StepState state, Optional<String> reason, Optional<String> detail, Duration took) {}

    Transcript(String app, String url) {
        this.app = app;
        this.url = url;
    }

    /** The lines that were not said before. */
    List<String> look(Look look) {
        List<String> lines = new ArrayList<>();
        if (look.state() == RunState.QUEUED && look.elapsed().toMillis() > 1500 && !queuedSaid) {
            queuedSaid = true;
            lines.add(STEP + "Queued: an earlier run of this app is past its cut-over and finishes first");
        }
        if (said.isEmpty() && !look.steps().isEmpty()) {
            look.supersedes().forEach(older -> lines.add(STEP + "Supersedes " + older));
        }
        for (StepLook step : look.steps()) {
            step(step, lines);
        }
        if (look.state().ended()) {
            end(look, lines);
        }
        return lines;
    }

    /** A line of the build's or the app's own output. */
    static String output(String line) {
        return UNDER + line;
    }

    /** What is said where this process ends before the run does. */
    static List<String> left(String app, UUID run) {
        return List.of(
                REPORT + "Firn is being restarted; the run goes on without you",
                UNDER + "to come back: firn deploy --attach " + run + " -a " + app);
    }

    private void step(StepLook step, List<String> lines) {
        StepState before = said.put(step.name(), step.state());
        if (before == step.state()) {
            return;
        }
        String title = TITLES.getOrDefault(step.name(), step.name());
        String detail = step.detail().map(d -> ": " + d).orElse("");
        switch (step.state()) {
            case RUNNING -> lines.add(STEP + title + " ...");
            case DONE -> {
                if (before == null) {
                    lines.add(STEP + title + detail + " (" + seconds(step.took()) + ")");
                } else {
                    lines.add(UNDER + "done in " + seconds(step.took()) + detail);
                }
            }
            case SKIPPED ->
                lines.add((before == null ? STEP + title + ": " : UNDER) + "skipped, "
                        + step.reason().orElse("its effect is there already"));
            case FAILED -> lines.add(WRONG + title + " failed after " + seconds(step.took()));
            case CANCELLED -> lines.add(UNDER + "given up");
        }
    }

    private void end(Look look, List<String> lines) {
        switch (look.state()) {
            case SUCCEEDED -> succeeded(look, lines);
            case FAILED -> {
                look.reason().ifPresent(reason -> reason.lines().forEach(line -> lines.add(WRONG + line)));
                look.hint().ifPresent(hint -> lines.add(UNDER + hint));
                serving(look, lines);
            }
            case CANCELLED -> {
                lines.add(WRONG + "Ended: " + look.reason().orElse("cancelled"));
                serving(look, lines);
            }
            case QUEUED, RUNNING -> throw new IllegalStateException("not ended: " + look.state());
        }
    }

    private void succeeded(Look look, List<String> lines) {
        String took = seconds(look.elapsed());
        if (look.kind() == RunKind.DESTROY) {
            lines.add(REPORT + app + " is gone (" + took + ")");
            return;
        }
        String release = look.release().isPresent() ? "v" + look.release().getAsInt() : "";
        if (look.unchanged()) {
            lines.add(REPORT + "Nothing to do: " + (release.isEmpty() ? "the live release" : release)
                    + " is this already (" + took + ")");
            lines.add(UNDER + url);
            return;
        }
        lines.add(REPORT + app + " " + release + " is live (" + took + ")");
        lines.add(UNDER + url);
        lines.add(UNDER + "undo: firn rollback -a " + app);
    }

    private void serving(Look look, List<String> lines) {
        if (look.live().isPresent()) {
            lines.add(UNDER + "v" + look.live().getAsInt() + " still serves at " + url);
        } else {
            lines.add(UNDER + "nothing of " + app + " serves yet");
        }
        lines.add(UNDER + "look again with: firn builds logs -a " + app);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
