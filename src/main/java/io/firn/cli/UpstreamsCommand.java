package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Caches elsewhere that a cache looks in. */
@Command(
        name = "upstreams",
        description = "Caches elsewhere that a cache looks in; alone, it lists those of the installation's own.",
        subcommands = {UpstreamsCommand.Add.class, UpstreamsCommand.Remove.class})
final class UpstreamsCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final KeysCommand.Which which = new KeysCommand.Which();

    private final Session session;

    UpstreamsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        JsonNode upstreams = session.api().get(path(which.cache));
        if (common.json) {
            session.json(upstreams);
            return;
        }
        var table = new Table("ID", "URL", "USE", "PUBLIC KEYS");
        upstreams.forEach(upstream -> {
            List<String> keys = new ArrayList<>();
            upstream.path("publicKeys").forEach(key -> keys.add(key.asText()));
            table.row(
                    Session.text(upstream, "id"),
                    Session.text(upstream, "url"),
                    Session.text(upstream, "use"),
                    String.join(" ", keys));
        });
        table.print(session.out());
    }

    private static String path(String cache) {
        return "/caches/" + Api.encoded(cache) + "/upstreams";
    }

    /** Adds one. */
    @Command(name = "add", description = "Look in another cache for what this one does not have.")
    static final class Add implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final KeysCommand.Which which = new KeysCommand.Which();

        @Parameters(index = "0", paramLabel = "URL", description = "Its address.")
        String url = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "Public keys that are believed.")
        List<String> keys = List.of();

        @Option(
                names = "--builders",
                description = "Builders ask it themselves; otherwise it is fetched from through Firn and kept.")
        boolean builders;

        private final Session session;

        Add(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode added = session.api()
                    .post(
                            path(which.cache),
                            Map.of("url", url, "publicKeys", keys, "use", builders ? "SUBSTITUTER" : "PULL_THROUGH"));
            if (common.json) {
                session.json(added);
            } else {
                session.out().println("Added " + Session.text(added, "url") + " as " + Session.text(added, "id") + ".");
            }
        }
    }

    /** Removes one. */
    @Command(name = "remove", description = "Look there no longer, and drop what came from there.")
    static final class Remove implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final KeysCommand.Which which = new KeysCommand.Which();

        @Parameters(paramLabel = "ID", description = "The upstream's id.")
        String id = "";

        private final Session session;

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            session.api().delete(path(which.cache) + "/" + Api.encoded(id));
            if (common.json) {
                session.json(Map.of("id", id, "removed", true));
            } else {
                session.out().println("Removed " + id + ".");
            }
        }
    }
}
