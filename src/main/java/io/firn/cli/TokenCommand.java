package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API tokens. */
@Command(
        name = "token",
        aliases = "tokens",
        description = "API tokens; alone, it lists them.",
        subcommands = {TokenCommand.Create.class, TokenCommand.ListTokens.class, TokenCommand.Revoke.class})
final class TokenCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    TokenCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        list(session, common.json);
    }

    private static void list(Session session, boolean json) {
        List<JsonNode> tokens = session.api().all("/tokens");
        if (json) {
            session.json(tokens);
            return;
        }
        var table = new Table("ID", "NAME", "BEGINS", "SCOPES", "CREATED", "STATE");
        tokens.forEach(token -> table.row(
                Session.text(token, "id"),
                Session.text(token, "name"),
                Session.text(token, "begins"),
                scopes(token),
                Times.ago(Session.text(token, "createdAt")),
                state(token)));
        table.print(session.out());
    }

    private static String scopes(JsonNode token) {
        var scopes = new ArrayList<String>();
        token.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        return String.join(",", scopes);
    }

    private static String state(JsonNode token) {
        if (!Session.text(token, "revokedAt").isEmpty()) {
            return "revoked";
        }
        return Session.text(token, "expiresAt").isEmpty() ? "" : "until " + Session.text(token, "expiresAt");
    }

    /** Makes a token and prints it once. */
    @Command(name = "create", description = "Make a token. Its text is shown only now.")
    static final class Create implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "What it is for.")
        String name = "";

        @Option(
                names = {"-s", "--scope"},
                paramLabel = "SCOPE",
                split = ",",
                description =
                        "What it allows: ADMIN, APPS_READ, APPS_WRITE, DEPLOY, NODES, CACHE_READ, CACHE_WRITE, METRICS.")
        List<String> scopes = List.of("APPS_READ", "APPS_WRITE", "DEPLOY");

        @Option(
                names = "--expires",
                paramLabel = "30d",
                description = "How long it is valid: 12h, 30d; for ever by default.")
        @Nullable String expires;

        @Option(
                names = "--only-for",
                paramLabel = "THING",
                description = "The one thing that it opens: a cache's name.")
        @Nullable String onlyFor;

        private final Session session;

        Create(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var wanted = new LinkedHashMap<String, Object>();
            wanted.put("name", name);
            wanted.put(
                    "scopes",
                    scopes.stream()
                            .map(scope -> scope.toUpperCase(Locale.ROOT).replace('-', '_'))
                            .toList());
            if (expires != null) {
                wanted.put(
                        "expiresInSeconds",
                        Times.duration(expires, "--expires 30d").toSeconds());
            }
            if (onlyFor != null) {
                wanted.put("onlyFor", onlyFor);
            }
            JsonNode made = session.api().post("/tokens", wanted);
            if (common.json) {
                session.json(made);
            } else {
                session.err()
                        .println("Keep this token; it is not shown again. To end it: firn token revoke "
                                + Session.text(made, "id"));
                session.out().println(Session.text(made, "token"));
            }
        }
    }

    /** Lists tokens. */
    @Command(name = "list", description = "List tokens, without their texts.")
    static final class ListTokens implements Runnable {
        @Mixin
        final Common common = new Common();

        private final Session session;

        ListTokens(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            list(session, common.json);
        }
    }

    /** Ends a token. */
    @Command(name = "revoke", description = "End a token for good.")
    static final class Revoke implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "ID", description = "The token's id.")
        String id = "";

        private final Session session;

        Revoke(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            session.api().delete("/tokens/" + Api.encoded(id));
            if (common.json) {
                session.json(java.util.Map.of("id", id, "revoked", true));
            } else {
                session.out().println("Revoked " + id + ".");
            }
        }
    }
}
