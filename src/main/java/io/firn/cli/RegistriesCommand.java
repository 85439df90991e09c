package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Private registries of an app. */
@Command(
        name = "registries",
        description = "Private registries of an app, whose keys only Firn's own mirror uses; alone, it lists them.",
        subcommands = {RegistriesCommand.SetKey.class, RegistriesCommand.Remove.class})
final class RegistriesCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    RegistriesCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String app = session.app(of.app);
        show(session, app, session.api().get(path(app)), common.json);
    }

    private static String path(String app) {
        return "/apps/" + app + "/registries";
    }

    private static void show(Session session, String app, JsonNode registries, boolean json) {
        if (json) {
            session.json(registries);
        } else if (registries.isEmpty()) {
            session.out().println("There is none. Type: firn registries set npm URL --key-file FILE -a " + app);
        } else {
            registries.forEach(
                    one -> session.out().println(Session.text(one, "registry") + "  " + Session.text(one, "url")));
        }
    }

    /** Sets a registry and its key. */
    @Command(name = "set", description = "Set a registry and its key; the key is read from a file or standard input.")
    static final class SetKey implements Runnable {
        private static final int LONGEST = 4_000;

        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(
                index = "0",
                paramLabel = "REGISTRY",
                description = "What it serves: npm, crates, pypi, packagist …")
        String registry = "";

        @Parameters(index = "1", paramLabel = "URL", description = "Its base address.")
        String url = "";

        @Option(names = "--login", paramLabel = "NAME", description = "Name for the key; none sends it as a token.")
        @Nullable String login;

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                defaultValue = "-",
                description = "File with the key; - (the default) is standard input.")
        String file = "-";

        private final Session session;

        SetKey(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            Map<String, String> wanted = new LinkedHashMap<>();
            wanted.put("url", url);
            wanted.put("key", session.secret(file, LONGEST, "Name a file that holds nothing but the key."));
            if (login != null) {
                wanted.put("login", login);
            }
            show(session, app, session.api().call("PUT", path(app) + "/" + Api.encoded(registry), wanted), common.json);
        }
    }

    /** Forgets a registry. */
    @Command(name = "remove", description = "Forget a registry and its key.")
    static final class Remove implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(paramLabel = "REGISTRY", description = "Which one.")
        String registry = "";

        private final Session session;

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            show(session, app, session.api().delete(path(app) + "/" + Api.encoded(registry)), common.json);
        }
    }
}
