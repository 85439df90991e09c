package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Builds of an app and their logs. */
@Command(
        name = "builds",
        description = "Builds of an app, newest first.",
        subcommands = {
            BuildsCommand.Info.class,
            BuildsCommand.Logs.class,
            BuildsCommand.WhyWaiting.class,
            WhyCommand.class
        })
final class BuildsCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    BuildsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String app = session.app(of.app);
        List<JsonNode> builds = session.api().all("/apps/" + app + "/builds");
        if (common.json) {
            session.json(builds);
            return;
        }
        if (builds.isEmpty()) {
            session.out().println("There is no build of " + app + " yet. Type: firn deploy -a " + app);
            return;
        }
        var table = new Table("BUILD", "WHAT", "STATE", "ATTEMPT", "CREATED");
        builds.forEach(build -> table.row(
                Session.text(build, "id"),
                Session.text(build, "what"),
                Session.text(build, "state").toLowerCase(Locale.ROOT),
                Session.text(build, "attempt"),
                Times.ago(Session.text(build, "createdAt"))));
        table.print(session.out());
    }

    static String newest(Session session, String app, @Nullable String id) {
        if (id != null) {
            return id;
        }
        List<JsonNode> builds = session.api().all("/apps/" + app + "/builds");
        if (builds.isEmpty()) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not find a build of " + app + ": there is none yet.",
                    "Type: firn deploy -a " + app + ".");
        }
        return Session.text(builds.getFirst(), "id");
    }

    /** Shows one build. */
    @Command(name = "info", description = "Show one build.")
    static final class Info implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(arity = "0..1", paramLabel = "ID", description = "The build; the newest by default.")
        @Nullable String id;

        private final Session session;

        Info(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            Answers.show(
                    session,
                    session.api().get("/apps/" + app + "/builds/" + Api.encoded(newest(session, app, id))),
                    common.json);
        }
    }

    /** Says for each builder why it does not take a build. */
    @Command(name = "why-waiting", description = "Why a build waits: for each builder what is in the way.")
    static final class WhyWaiting implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(arity = "0..1", paramLabel = "ID", description = "The build; the newest by default.")
        @Nullable String id;

        private final Session session;

        WhyWaiting(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            JsonNode why = session.api()
                    .get("/apps/" + app + "/builds/" + Api.encoded(newest(session, app, id)) + "/why-waiting");
            if (common.json) {
                session.json(why);
                return;
            }
            session.out().println((why.path("waiting").asBoolean() ? "It waits: " : "") + Session.text(why, "summary"));
            if (!why.path("builders").isEmpty()) {
                var table = new Table("BUILDER", "WHY NOT NOW");
                why.path("builders")
                        .forEach(builder ->
                                table.row(Session.text(builder, "builder"), Session.text(builder, "reason")));
                table.print(session.out());
            }
        }
    }

    /** Prints a build's log, to its end. */
    @Command(name = "logs", aliases = "log", description = "The log of a build; of one that runs, until it ends.")
    static final class Logs implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(arity = "0..1", paramLabel = "ID", description = "The build; the newest by default.")
        @Nullable String id;

        private final Session session;

        Logs(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            String path = "/apps/" + app + "/builds/" + Api.encoded(newest(session, app, id)) + "/logs";
            LogsCommand.print(session, path, Lines.Form.RAW, common.json);
        }
    }
}
