package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Build secrets of an app. */
@Command(
        name = "secrets",
        description = {
            "What an app's build may know and nothing that is made by it; alone, it lists the names.",
            "What the running app is given is set with: firn config set"
        },
        subcommands = {SecretsCommand.SetValue.class, SecretsCommand.Remove.class})
final class SecretsCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    SecretsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String app = session.app(of.app);
        show(session, app, session.api().get(path(app)), common.json);
    }

    private static String path(String app) {
        return "/apps/" + app + "/build-secrets";
    }

    private static void show(Session session, String app, JsonNode secrets, boolean json) {
        if (json) {
            session.json(secrets);
        } else if (secrets.isEmpty()) {
            session.out().println("There is none. Type: firn secrets set NAME --file FILE -a " + app);
        } else {
            secrets.forEach(one -> session.out()
                    .println(Session.text(one, "name") + "  set " + Session.text(one, "setAt") + ", for builds"));
        }
    }

    /** Sets one. */
    @Command(
            name = "set",
            description = "Set a build secret; its value is read from a file or standard input.",
            footer = {
                "",
                "The next deploy builds with it. A build sees it as a variable and as the file /run/secrets/NAME."
            })
    static final class SetValue implements Runnable {
        private static final int LONGEST = 32 * 1024;

        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(paramLabel = "NAME", description = "The variable: upper-case letters, digits, underscores.")
        String name = "";

        @Option(
                names = "--file",
                paramLabel = "FILE",
                defaultValue = "-",
                description = "File with the value; - (the default) is standard input.")
        String file = "-";

        private final Session session;

        SetValue(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            String value = session.secret(file, LONGEST, "Name a file that holds nothing but the value.");
            show(
                    session,
                    app,
                    session.api().call("PUT", path(app) + "/" + Api.encoded(name), Map.of("value", value)),
                    common.json);
        }
    }

    /** Forgets one. */
    @Command(name = "remove", description = "Forget a build secret.")
    static final class Remove implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(paramLabel = "NAME", description = "Which one.")
        String name = "";

        private final Session session;

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            show(session, app, session.api().delete(path(app) + "/" + Api.encoded(name)), common.json);
        }
    }
}
