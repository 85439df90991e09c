package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Releases of an app. */
@Command(
        name = "releases",
        description = "Releases of an app, newest first.",
        subcommands = {ReleasesCommand.ListReleases.class, ReleasesCommand.Info.class, RollbackCommand.class})
final class ReleasesCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    ReleasesCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        list(session, session.app(of.app), common.json);
    }

    private static void list(Session session, String app, boolean json) {
        List<JsonNode> releases = session.api().all("/apps/" + app + "/releases");
        if (json) {
            session.json(releases);
            return;
        }
        if (releases.isEmpty()) {
            session.out().println("There is no release of " + app + " yet. Type: firn deploy -a " + app);
            return;
        }
        var table = new Table("RELEASE", "", "WHAT", "COMMIT", "CREATED");
        releases.forEach(release -> table.row(
                Releases.name(release),
                Releases.isLive(release) ? "live" : "",
                what(release),
                shorter(Session.text(release, "commit")),
                Times.ago(Session.text(release, "createdAt"))));
        table.print(session.out());
    }

    private static String what(JsonNode release) {
        for (String field : new String[] {"description", "reason", "kind", "state"}) {
            if (!Session.text(release, field).isEmpty()) {
                return Session.text(release, field);
            }
        }
        return "";
    }

    private static String shorter(String commit) {
        return commit.length() > 10 ? commit.substring(0, 10) : commit;
    }

    /** Lists releases. */
    @Command(name = "list", description = "List releases.")
    static final class ListReleases implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        private final Session session;

        ListReleases(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            list(session, session.app(of.app), common.json);
        }
    }

    /** Shows one release. */
    @Command(name = "info", description = "Show one release.")
    static final class Info implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(paramLabel = "vN", description = "The release.")
        String release = "";

        private final Session session;

        Info(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String number = release.replaceFirst("^v", "");
            JsonNode found = session.api().get("/apps/" + session.app(of.app) + "/releases/" + Api.encoded(number));
            Answers.show(session, found, common.json);
        }
    }
}
