package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has the cache read back what it keeps. */
@Command(
        name = "scrub",
        description = "Read back all that the cache keeps; what is broken is not served any more and fetched anew.")
final class CacheScrubCommand implements Runnable {
    private static final int POLL_MILLIS = 1000;

    @Mixin
    final Common common = new Common();

    @Option(names = "--status", description = "Only tell of the newest scrub.")
    private boolean status;

    @Option(names = "--detach", description = "Do not wait for its end.")
    private boolean detach;

    private final Session session;

    CacheScrubCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        JsonNode view =
                status ? session.api().get("/cache/scrub") : session.api().post("/cache/scrub", null);
        while (!status && !detach && Session.text(view.path("scrub"), "state").equals("RUNNING")) {
            pause();
            view = session.api().get("/cache/scrub");
        }
        if (common.json) {
            session.json(view);
            return;
        }
        JsonNode scrub = view.path("scrub");
        var out = session.out();
        out.println(said(scrub) + ": " + scrub.path("paths").asLong() + " paths ("
                + scrub.path("bytes").asLong() / 1_000_000 + " MB) read, "
                + scrub.path("broken").asLong() + " broken, "
                + scrub.path("healed").asLong() + " of them fetched anew.");
        if (scrub.hasNonNull("reason")) {
            out.println("Stopped: " + Session.text(scrub, "reason"));
        }
        for (JsonNode broken : view.path("broken")) {
            out.println("Not served: " + Session.text(broken, "path") + " (" + Session.text(broken, "reason")
                    + "). Build it again, or add an upstream that has it.");
        }
    }

    private static String said(JsonNode scrub) {
        return switch (Session.text(scrub, "state")) {
            case "RUNNING" -> "Running";
            case "DONE" -> "Done";
            default -> "Cut short; the next scrub goes on from there";
        };
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed();
        }
    }
}
