package io.firn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Help for git. */
@Command(
        name = "git",
        description = "Help for git.",
        subcommands = {GitCommand.Credential.class})
final class GitCommand implements Runnable {
    private final Session session;

    GitCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String url = session.api().url();
        session.out().println("So that git finds the token by itself:");
        session.out().println("  git config --global credential." + url + ".helper '!firn git:credential'");
    }

    /** A git credential helper: see gitcredentials(7). */
    @Command(
            name = "credential",
            description = "A git credential helper: git asks, and gets the token for Firn's own address only.")
    static final class Credential implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(
                arity = "0..1",
                defaultValue = "get",
                paramLabel = "get|store|erase",
                description = "What git wants.")
        String operation = "get";

        private final Session session;

        Credential(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Map<String, String> asked = asked();
            if (!operation.equals("get")) {
                return; // the token lies where firn up wrote it; git has nothing to keep or to remove
            }
            URI firn = URI.create(session.api().url());
            String host = firn.getPort() < 0 ? firn.getHost() : firn.getHost() + ":" + firn.getPort();
            boolean ours = host.equalsIgnoreCase(asked.getOrDefault("host", ""))
                    && String.valueOf(firn.getScheme()).equals(asked.getOrDefault("protocol", ""));
            if (ours) {
                session.api().token().ifPresent(token -> {
                    session.out().print("username=firn\npassword=" + token + "\n");
                    session.out().flush();
                });
            }
        }

        private Map<String, String> asked() {
            var fields = new HashMap<String, String>();
            try {
                var reader = new BufferedReader(new InputStreamReader(session.in(), StandardCharsets.UTF_8));
                for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                    int equals = line.indexOf('=');
                    if (equals > 0) {
                        fields.put(line.substring(0, equals), line.substring(equals + 1));
                    }
                }
            } catch (IOException e) {
                return Map.of(); // nothing was asked
            }
            return fields;
        }
    }
}
