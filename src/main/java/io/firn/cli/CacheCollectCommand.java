package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Collects the cache. */
@Command(
        name = "gc",
        aliases = "collect",
        description = "Delete what no root keeps; the service does it by itself too.")
final class CacheCollectCommand implements Runnable {
    private static final long LOOK_EVERY_NANOS = 500_000_000L;

    @Mixin
    final Common common = new Common();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Say what would go, and why; delete nothing.")
    boolean dryRun;

    @Option(names = "--detach", description = "Come back at once.")
    boolean detach;

    private final Session session;

    CacheCollectCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (dryRun) {
            preview();
            return;
        }
        JsonNode report = session.api().post("/cache/collections", null);
        while (!detach && Session.text(report, "state").equals("RUNNING")) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            report = session.api().get("/cache/collections/" + Session.text(report, "id"));
        }
        if (common.json) {
            session.json(report);
        } else {
            session.out().println(sentence(report));
            session.out().flush();
        }
        if (Session.text(report, "state").equals("STOPPED")) {
            throw new Failed();
        }
    }

    private void preview() {
        JsonNode preview = session.api().get("/cache/collections/preview");
        if (common.json) {
            session.json(preview);
            return;
        }
        var out = session.out();
        long paths = preview.path("paths").asLong();
        preview.path("expiredRoots").forEach(root -> out.println("root " + root.asText() + ": its time is over"));
        if (paths == 0) {
            out.println("Nothing would be deleted.");
        } else {
            var table = new Table("PATH", "SIZE", "LAST USED");
            preview.path("largest")
                    .forEach(path -> table.row(
                            Session.text(path, "path").replaceFirst("^/nix/store/", ""),
                            Sizes.text(path.path("fileBytes").asLong()),
                            Times.ago(Session.text(path, "lastUsed"))));
            table.print(out);
            if (paths > preview.path("largest").size()) {
                out.println("… and " + (paths - preview.path("largest").size()) + " more");
            }
            out.println(paths + " paths would be deleted, "
                    + Sizes.text(preview.path("fileBytes").asLong())
                    + " packed: no root reaches them, and nobody used them for a while.");
        }
        out.flush();
    }

    private static String sentence(JsonNode report) {
        String done = report.path("paths").asLong() + " paths ("
                + Sizes.text(report.path("fileBytes").asLong()) + " packed), "
                + report.path("blobs").asLong() + " blobs deleted, "
                + report.path("expiredRoots").asLong() + " roots whose time was over, "
                + report.path("abandoned").asLong() + " unfinished uploads given up";
        return switch (Session.text(report, "state")) {
            case "DONE" -> "Collected: " + done + ".";
            case "RUNNING" -> "Collecting. See how far it is with: firn cache collections";
            default -> "Stopped: " + Session.text(report, "reason") + " Until then: " + done + ".";
        };
    }

    /** Lists collections. */
    @Command(name = "collections", description = "What collections did, newest first.")
    static final class Collections implements Runnable {
        @Mixin
        final Common common = new Common();

        private final Session session;

        Collections(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode list = session.api().get("/cache/collections").path("items");
            if (common.json) {
                session.json(list);
                return;
            }
            var table = new Table("STARTED", "STATE", "PATHS", "PACKED", "BLOBS", "WHY STOPPED");
            list.forEach(one -> table.row(
                    Times.ago(Session.text(one, "startedAt")),
                    Session.text(one, "state").toLowerCase(Locale.ROOT),
                    Session.text(one, "paths"),
                    Sizes.text(one.path("fileBytes").asLong()),
                    Session.text(one, "blobs"),
                    Session.text(one, "reason")));
            table.print(session.out());
        }
    }
}
