package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Apps: make, list, show, rename, delete. */
@Command(
        name = "apps",
        description = "Apps of your org; alone, it lists them.",
        subcommands = {
            AppsCommand.Create.class,
            AppsCommand.ListApps.class,
            AppsCommand.Info.class,
            AppsCommand.Rename.class,
            AppsCommand.Delete.class
        })
final class AppsCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    AppsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        list(session, common.json);
    }

    private static void list(Session session, boolean json) {
        List<JsonNode> apps = session.api().all("/apps");
        if (json) {
            session.json(apps.stream().map(app -> complete(session, app)).toList());
            return;
        }
        if (apps.isEmpty()) {
            session.out().println("There is no app yet. Type: firn apps create NAME");
            return;
        }
        var table = new Table("NAME", "STATE", "BRANCH", "CREATED");
        apps.forEach(app -> table.row(
                Session.text(app, "name"),
                Session.text(app, "state").toLowerCase(java.util.Locale.ROOT),
                Session.text(app, "defaultBranch"),
                Times.ago(Session.text(app, "createdAt"))));
        table.print(session.out());
    }

    /** Adds where to push to, which only the client's own address of the service can tell. */
    private static JsonNode complete(Session session, JsonNode app) {
        if (app instanceof ObjectNode object && !object.has("gitUrl")) {
            object.put("gitUrl", gitUrl(session, Session.text(app, "name")));
        }
        return app;
    }

    private static String gitUrl(Session session, String app) {
        return session.api().url() + "/git/" + app + ".git";
    }

    /** Makes an app. */
    @Command(name = "create", description = "Make an app.")
    static final class Create implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "Small letters, digits and dashes.")
        String name = "";

        private final Session session;

        Create(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode app = session.api().post("/apps", Map.of("name", name));
            if (common.json) {
                session.json(complete(session, app));
                return;
            }
            session.out().println("Created " + name + ".");
            session.out().println("To deploy, push to it:");
            session.out().println("  git remote add firn " + gitUrl(session, name));
            session.out().println("  git push firn HEAD:" + Session.text(app, "defaultBranch"));
            session.out().println("or send this folder: firn deploy -a " + name);
        }
    }

    /** Lists apps. */
    @Command(name = "list", description = "List apps.")
    static final class ListApps implements Runnable {
        @Mixin
        final Common common = new Common();

        private final Session session;

        ListApps(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            list(session, common.json);
        }
    }

    /** Shows one app. */
    @Command(name = "info", description = "Show one app.")
    static final class Info implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "The app.")
        @Nullable String name;

        private final Session session;

        Info(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(name != null ? name : of.app);
            JsonNode found = complete(session, session.api().get("/apps/" + app));
            if (common.json) {
                session.json(found);
                return;
            }
            session.out().println("=====> " + app);
            found.properties().stream()
                    .filter(field ->
                            field.getValue().isValueNode() && !field.getValue().isNull())
                    .forEach(field -> session.out()
                            .printf(
                                    "%-16s %s%n",
                                    field.getKey() + ":", field.getValue().asText()));
        }
    }

    /** Renames an app. */
    @Command(name = "rename", description = "Give an app another name; its URL changes with it.")
    static final class Rename implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(index = "0", paramLabel = "OLD", description = "Its name now.")
        String old = "";

        @Parameters(index = "1", paramLabel = "NEW", description = "Its new name.")
        String name = "";

        private final Session session;

        Rename(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode app = session.api().call("PATCH", "/apps/" + session.app(old), Map.of("name", name));
            if (common.json) {
                session.json(complete(session, app));
                return;
            }
            session.out().println("Renamed " + old + " to " + name + ".");
            session.out()
                    .println("A git remote of it needs the new address: git remote set-url firn "
                            + gitUrl(session, name));
        }
    }

    /** Deletes an app. */
    @Command(
            name = "delete",
            aliases = "destroy",
            description = "Delete an app: its instances, route, releases and repository.")
    static final class Delete implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "The app.")
        @Nullable String name;

        @Option(
                names = {"-y", "--yes"},
                description = "Do not ask.")
        boolean yes;

        @Option(names = "--confirm", paramLabel = "APP", description = "The app's name again, instead of being asked.")
        @Nullable String confirm;

        private final Session session;

        Delete(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(name != null ? name : of.app);
            if (!yes
                    && !app.equals(confirm)
                    && !Questions.ask(session, "Type the app's name to delete it: ")
                            .equals(app)) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not delete " + app + ": its name was not confirmed.",
                        "Add --confirm " + app + ".");
            }
            JsonNode run = session.api().delete("/apps/" + app);
            boolean done = Follow.untilEnd(session, app, run, common.json, true);
            if (!done) {
                throw new Failed();
            }
        }
    }
}
