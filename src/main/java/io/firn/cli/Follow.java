package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Shows a deployment while it runs: phases as they begin and end, the build's log between them, and what to do next. The
 * service's rows are the truth and are looked at again and again; its event stream only says when to look. Ctrl-C leaves the
 * deployment alone and says how to come back.
 */
final class Follow {
    private static final int UNREACHABLE_SECONDS = 60;
    private static final Map<String, String> TITLES = Map.of(
            "source", "Source",
            "detect", "Detect",
            "flake", "Flake",
            "build", "Build",
            "cache", "Cache",
            "test", "Test",
            "image", "Image",
            "deploy", "Start and check health",
            "route", "Move traffic",
            "retire", "Retire the release before");

    private final Session session;
    private final String app;
    private final String id;
    private final boolean quiet;
    private final Map<String, String> said = new HashMap<>();
    private final Semaphore news = new Semaphore(0);
    private volatile boolean ended;

    private Follow(Session session, String app, String id, boolean quiet) {
        this.session = session;
        this.app = app;
        this.id = id;
        this.quiet = quiet;
    }

    /** Follows a run to its end; whether it went well. With {@code json} only its last state is printed. */
    static boolean untilEnd(Session session, String app, JsonNode run, boolean json, boolean removes) {
        var follow = new Follow(session, app, Session.text(run, "id"), json);
        var detach = new Thread(follow::detached, "detach");
        Runtime.getRuntime().addShutdownHook(detach);
        try {
            JsonNode outcome = follow.watch(run, removes);
            if (json) {
                session.json(outcome);
            }
            return "SUCCEEDED".equals(Session.text(outcome, "state"));
        } finally {
            follow.ended = true;
            removeHook(detach);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending; the hook sees that there is nothing to say
        }
    }

    private void detached() {
        if (!ended) {
            session.err().println();
            session.err()
                    .println("Detached; it goes on without you. To come back: firn deploy --attach " + id + " -a "
                            + app);
            session.err().flush();
        }
    }

    private JsonNode watch(JsonNode first, boolean removes) {
        JsonNode run = first;
        daemon("events", this::listen);
        var logs = new LinkedHashMap<String, Thread>();
        int unreachable = 0;
        while (true) {
            for (String field : List.of("buildId", "testBuildId")) {
                String build = Session.text(run, field);
                if (!build.isEmpty() && !quiet) {
                    logs.computeIfAbsent(build, one -> daemon("log", () -> buildLog(one)));
                }
            }
            if (ends(run)) {
                logs.values().forEach(Follow::await);
                show(run);
                end(run);
                return run;
            }
            show(run);
            await();
            try {
                run = session.api().get("/apps/" + app + "/deployments/" + id);
                unreachable = 0;
            } catch (Fault fault) {
                if (removes && fault.code() == FaultCode.NOT_FOUND) {
                    return gone(run);
                }
                // a service that is being restarted goes on with the run; so do we
                if (fault.code() != FaultCode.UNAVAILABLE || ++unreachable > UNREACHABLE_SECONDS * 2) {
                    throw fault;
                }
            }
        }
    }

    private JsonNode gone(JsonNode run) {
        say("=====> " + app + " is gone");
        return run instanceof com.fasterxml.jackson.databind.node.ObjectNode node
                ? node.put("state", "SUCCEEDED")
                : run;
    }

    /** The build has ended, so its log does too; what it said comes before what is said of it. */
    private static void await(Thread log) {
        try {
            log.join(java.time.Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed();
        }
    }

    private void await() {
        try {
            if (news.tryAcquire(500, TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed();
        }
    }

    /** Wakes the watching thread at each event of the app. */
    private void listen() {
        try (EventSource events = session.api().events("/apps/" + app + "/events", null)) {
            while (!ended && events.next().isPresent()) {
                news.release();
            }
        } catch (Fault | java.io.IOException e) {
            return; // looking every half second is enough
        }
    }

    private void buildLog(String build) {
        try {
            Lines.follow(
                    session, "/apps/" + app + "/builds/" + build + "/logs", Lines.Form.RAW, () -> false, this::logLine);
        } catch (Fault fault) {
            logLine("(the build's log cannot be shown: " + fault.getMessage() + ")");
        }
    }

    private void logLine(String line) {
        say("       " + line);
    }

    private void show(JsonNode run) {
        for (JsonNode phase : run.path("phases")) {
            String name = Session.text(phase, "name");
            String state = Session.text(phase, "state");
            String before = said.put(name, state);
            if (!state.equals(before)) {
                phase(phase, TITLES.getOrDefault(name, name), state, before == null || before.equals("PENDING"));
            }
        }
    }

    private void phase(JsonNode phase, String title, String state, boolean fresh) {
        String took = Times.seconds(phase.path("seconds").asDouble());
        String detail = Session.text(phase, "detail").isEmpty() ? "" : ": " + Session.text(phase, "detail");
        switch (state) {
            case "RUNNING" -> say("-----> " + title + " ...");
            case "DONE" ->
                say(fresh ? "-----> " + title + detail + " (" + took + ")" : "       done in " + took + detail);
            case "SKIPPED" -> say((fresh ? "-----> " + title + ": " : "       ") + "skipped, " + reason(phase));
            case "FAILED" -> say(" !     " + title + " failed after " + took);
            case "CANCELLED" -> say("       given up");
            default -> {} // not reached yet
        }
    }

    private static String reason(JsonNode phase) {
        String reason = Session.text(phase, "reason");
        return reason.isEmpty() ? "its effect is there already" : reason;
    }

    private static boolean ends(JsonNode run) {
        return switch (Session.text(run, "state")) {
            case "SUCCEEDED", "FAILED", "CANCELLED" -> true;
            default -> false;
        };
    }

    private void end(JsonNode run) {
        ended = true;
        String release = Session.text(run, "release");
        String took = Times.seconds(run.path("seconds").asDouble());
        switch (Session.text(run, "state")) {
            case "SUCCEEDED" -> succeeded(run, release, took);
            case "CANCELLED" -> {
                say(" !     Ended: "
                        + (Session.text(run, "reason").isEmpty() ? "cancelled" : Session.text(run, "reason")));
                serving();
            }
            default -> failed(run);
        }
    }

    private void succeeded(JsonNode run, String release, String took) {
        if (Session.text(run, "kind").equals("DESTROY")) {
            say("=====> " + app + " is gone (" + took + ")");
            return;
        }
        if (run.path("unchanged").asBoolean()) {
            say("=====> Nothing to do: " + release + " is this already (" + took + ")");
            say("       " + Session.text(run, "url"));
            return;
        }
        say("=====> " + app + " " + release + " is live (" + took + ")");
        say("       " + Session.text(run, "url"));
        say("       undo: firn rollback -a " + app);
    }

    private void failed(JsonNode run) {
        if (quiet) {
            return;
        }
        String phase = "";
        for (JsonNode candidate : run.path("phases")) {
            phase = Session.text(candidate, "state").equals("FAILED") ? Session.text(candidate, "name") : phase;
        }
        say(" !     Failed" + (phase.isEmpty() ? "" : " in the phase \"" + phase + "\"") + ":");
        say(" !     " + Session.text(run.path("fault"), "detail"));
        String hint = Session.text(run.path("fault"), "hint");
        if (!hint.isEmpty()) {
            say("       " + hint);
        }
        serving();
        String build = Session.text(run, "buildId");
        boolean inBuild = phase.equals("build") && !build.isEmpty();
        say("       next: " + (inBuild ? "firn builds logs " + build + " -a " + app : "firn logs -a " + app));
    }

    private void serving() {
        String live = Releases.live(session, app);
        say(live.isEmpty() ? "       nothing of " + app + " serves yet" : "       " + live + " still serves");
    }

    private void say(String line) {
        if (!quiet) {
            synchronized (session) {
                session.out().println(line);
                session.out().flush();
            }
        }
    }

    private static Thread daemon(String name, Runnable work) {
        return Thread.ofPlatform().name(name).daemon().start(work);
    }
}
