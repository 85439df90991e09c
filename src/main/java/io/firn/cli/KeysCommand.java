package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The keys that sign what a cache holds. */
@Command(
        name = "keys",
        description = "Keys of a cache; alone, it lists those of the installation's own.",
        subcommands = {
            KeysCommand.ListKeys.class,
            KeysCommand.Rotate.class,
            KeysCommand.Import.class,
            KeysCommand.Retire.class,
            KeysCommand.Forget.class
        })
final class KeysCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    KeysCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        list(session, "default", common.json);
    }

    private static String path(String cache) {
        return "/caches/" + Api.encoded(cache) + "/keys";
    }

    private static void list(Session session, String cache, boolean json) {
        JsonNode keys = session.api().get(path(cache));
        if (json) {
            session.json(keys);
            return;
        }
        var table = new Table("NAME", "STATE", "CREATED", "PUBLIC KEY");
        keys.forEach(key -> table.row(
                Session.text(key, "name"),
                Session.text(key, "state").toLowerCase(java.util.Locale.ROOT),
                Times.ago(Session.text(key, "createdAt")),
                Session.text(key, "publicKey")));
        table.print(session.out());
    }

    /** Which cache is meant. */
    static final class Which {
        @Option(
                names = {"-c", "--cache"},
                paramLabel = "CACHE",
                description = "Name of a cache of yours; without it, the installation's own.")
        String cache = "default";
    }

    /** Lists keys. */
    @Command(name = "list", description = "List the keys, retired ones too, without their secrets.")
    static final class ListKeys implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        private final Session session;

        ListKeys(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            list(session, which.cache, common.json);
        }
    }

    /** Makes a successor. */
    @Command(
            name = "rotate",
            aliases = "generate",
            description = "Make a new key that signs beside the old one, until that is retired.")
    static final class Rotate implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        @Option(names = "--name", paramLabel = "NAME", description = "Its name; the last one's counted up by default.")
        @Nullable String name;

        private final Session session;

        Rotate(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Map<String, String> wanted = name == null ? Map.of() : Map.of("name", name);
            added(session, session.api().post(path(which.cache), wanted), which.cache, common.json);
        }
    }

    /** Takes a key in. */
    @Command(name = "import", description = "Take a secret key in, as nix key generate-secret writes it.")
    static final class Import implements Runnable {
        private static final int LONGEST = 1_000;

        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        @Parameters(paramLabel = "FILE", description = "File with the key; - for standard input.")
        String file = "";

        private final Session session;

        Import(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode added = session.api()
                    .post(
                            path(which.cache),
                            Map.of(
                                    "secret",
                                    session.secret(file, LONGEST, "Name a file that nix key generate-secret wrote.")));
            added(session, added, which.cache, common.json);
        }
    }

    private static void added(Session session, JsonNode key, String cache, boolean json) {
        if (json) {
            session.json(key);
            return;
        }
        session.out().println(Session.text(key, "publicKey"));
        session.err()
                .println(
                        "It signs from now on, beside the others; what they signed gets its signature in the background. "
                                + "Give it to all clients as trusted-public-keys, then type: firn keys retire OLD"
                                + (cache.equals("default") ? "" : " --cache " + cache));
    }

    /** Ends a key. */
    @Command(name = "retire", description = "End a key's signing for good; its signatures stay.")
    static final class Retire implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        @Parameters(paramLabel = "NAME", description = "The key's name.")
        String name = "";

        private final Session session;

        Retire(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode key = session.api().post(path(which.cache) + "/" + Api.encoded(name) + "/retire", Map.of());
            if (common.json) {
                session.json(List.of(key));
            } else {
                session.out().println("Retired " + name + ".");
            }
        }
    }

    /** Deletes a retired key. */
    @Command(name = "forget", description = "Forget a retired key: builders believe it no longer.")
    static final class Forget implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        @Parameters(paramLabel = "NAME", description = "The key's name.")
        String name = "";

        private final Session session;

        Forget(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            session.api().delete(path(which.cache) + "/" + Api.encoded(name));
            if (common.json) {
                session.json(Map.of("name", name, "forgotten", true));
            } else {
                session.out().println("Forgot " + name + ".");
            }
        }
    }
}
