package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Caches elsewhere that a cache looks in. */
@Command(
        name = "upstreams",
        description = "Caches elsewhere that a cache looks in; alone, it lists those of the installation's own.",
        subcommands = {UpstreamsCommand.Add.class, UpstreamsCommand.Login.class, UpstreamsCommand.Remove.class})
final class UpstreamsCommand implements Runnable {
    private static final String LOGIN_FILE =
            "File in netrc's form with a line for the upstream's host; the login 'bearer' means a token. Firn keeps what it"
                    + " says encrypted and shows it to nobody.";

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
        var table = new Table("ID", "URL", "USE", "LOGIN", "PUBLIC KEYS");
        upstreams.forEach(upstream -> {
            List<String> keys = new ArrayList<>();
            upstream.path("publicKeys").forEach(key -> keys.add(key.asText()));
            table.row(
                    Session.text(upstream, "id"),
                    Session.text(upstream, "url"),
                    Session.text(upstream, "use"),
                    upstream.path("login").asText("").toLowerCase(java.util.Locale.ROOT),
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

        @Option(names = "--login-file", paramLabel = "FILE", description = LOGIN_FILE)
        @Nullable Path loginFile;

        private final Session session;

        Add(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var wanted = new LinkedHashMap<String, Object>();
            wanted.put("url", url);
            wanted.put("publicKeys", keys);
            wanted.put("use", builders ? "SUBSTITUTER" : "PULL_THROUGH");
            if (loginFile != null) {
                wanted.put("login", Netrc.of(loginFile, url));
            }
            JsonNode added = session.api().post(path(which.cache), wanted);
            if (common.json) {
                session.json(added);
            } else {
                session.out().println("Added " + Session.text(added, "url") + " as " + Session.text(added, "id") + ".");
            }
        }
    }

    /** Another login for one. */
    @Command(name = "login", description = "Log in to a private upstream with something else from now on.")
    static final class Login implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final KeysCommand.Which which = new KeysCommand.Which();

        @Parameters(paramLabel = "ID", description = "The upstream's id.")
        String id = "";

        @Option(names = "--login-file", paramLabel = "FILE", required = true, description = LOGIN_FILE)
        Path loginFile = Path.of("");

        private final Session session;

        Login(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String url = "";
            for (JsonNode upstream : session.api().get(path(which.cache))) {
                url = Session.text(upstream, "id").equals(id) ? Session.text(upstream, "url") : url;
            }
            if (url.isEmpty()) {
                throw Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the upstream '" + id + "'.",
                        "List them with: firn caches upstreams");
            }
            JsonNode changed = session.api()
                    .call("PUT", path(which.cache) + "/" + Api.encoded(id) + "/login", Netrc.of(loginFile, url));
            if (common.json) {
                session.json(changed);
            } else {
                session.out().println("Logs in to " + url + " with what the file says from now on.");
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
