package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Binary caches of the org. */
@Command(
        name = "caches",
        description = "Binary caches of your org; alone, it lists them.",
        subcommands = {
            CachesCommand.ListCaches.class,
            CachesCommand.Create.class,
            CachesCommand.Show.class,
            CachesCommand.Change.class,
            CachesCommand.Delete.class,
            UpstreamsCommand.class
        })
final class CachesCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    CachesCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        list(session, common.json);
    }

    private static void list(Session session, boolean json) {
        JsonNode caches = session.api().get("/caches");
        if (json) {
            session.json(caches);
            return;
        }
        var table = new Table("NAME", "READERS", "PRIORITY", "PUBLIC KEYS");
        caches.forEach(cache -> table.row(
                Session.text(cache, "name"),
                cache.path("publicRead").asBoolean() ? "all" : "the org",
                Session.text(cache, "priority"),
                String.join(" ", keys(cache))));
        table.print(session.out());
    }

    private static List<String> keys(JsonNode cache) {
        var keys = new ArrayList<String>();
        cache.path("publicKeys").forEach(key -> keys.add(key.asText()));
        return keys;
    }

    /** What a client has to set. */
    private static void show(Session session, JsonNode cache, boolean json) {
        if (json) {
            session.json(cache);
            return;
        }
        String url = session.api().url() + Session.text(cache, "path");
        session.out().println("substituters = " + url);
        session.out().println("trusted-public-keys = " + String.join(" ", keys(cache)));
        session.err().println("Push with: nix copy --to '" + url + "?compression=zstd' PATH");
        if (!cache.path("publicRead").asBoolean()) {
            session.err()
                    .println(
                            "Clients need a line in the file that netrc-file names: machine HOST login firn password TOKEN; "
                                    + "make one with: firn token create ci --scope CACHE_READ --only-for "
                                    + Session.text(cache, "name"));
        }
    }

    /** What may be said of a cache. */
    static final class Settings {
        @Option(names = "--public", negatable = true, description = "Whether anybody may read it without a token.")
        @Nullable Boolean publicRead;

        @Option(names = "--priority", paramLabel = "N", description = "A lower one is asked first; 30 by default.")
        @Nullable Integer priority;

        @Option(
                names = "--mass-query",
                negatable = true,
                description = "Whether clients may ask for many paths at once.")
        @Nullable Boolean massQuery;

        Map<String, Object> asked() {
            var asked = new LinkedHashMap<String, Object>();
            if (publicRead != null) {
                asked.put("publicRead", publicRead);
            }
            if (priority != null) {
                asked.put("priority", priority);
            }
            if (massQuery != null) {
                asked.put("massQuery", massQuery);
            }
            return asked;
        }
    }

    /** Lists caches. */
    @Command(name = "list", description = "List the caches.")
    static final class ListCaches implements Runnable {
        @Mixin
        final Common common = new Common();

        private final Session session;

        ListCaches(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            list(session, common.json);
        }
    }

    /** Makes a cache. */
    @Command(name = "create", description = "Make a cache, with a key of its own.")
    static final class Create implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Settings settings = new Settings();

        @Parameters(paramLabel = "NAME", description = "Its name.")
        String name = "";

        private final Session session;

        Create(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Map<String, Object> wanted = settings.asked();
            wanted.put("name", name);
            show(session, session.api().post("/caches", wanted), common.json);
        }
    }

    /** Shows what clients have to set. */
    @Command(name = "show", description = "Show what clients have to set.")
    static final class Show implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The cache's name.")
        String name = "";

        private final Session session;

        Show(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            show(session, session.api().get("/caches/" + Api.encoded(name)), common.json);
        }
    }

    /** Changes a cache. */
    @Command(name = "change", description = "Change who may read it and what clients are told.")
    static final class Change implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Settings settings = new Settings();

        @Parameters(paramLabel = "NAME", description = "The cache's name.")
        String name = "";

        private final Session session;

        Change(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            show(session, session.api().call("PATCH", "/caches/" + Api.encoded(name), settings.asked()), common.json);
        }
    }

    /** Deletes a cache. */
    @Command(name = "delete", description = "Delete a cache with its paths and keys.")
    static final class Delete implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The cache's name.")
        String name = "";

        private final Session session;

        Delete(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            session.api().delete("/caches/" + Api.encoded(name));
            if (common.json) {
                session.json(Map.of("name", name, "deleted", true));
            } else {
                session.out().println("Deleted the cache " + name + ".");
            }
        }
    }
}
