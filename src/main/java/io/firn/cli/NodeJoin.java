package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.exec.LocalExecutor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How a machine becomes a node. */
final class NodeJoin {
    private NodeJoin() {}

    private static JsonNode ticket(Session session, List<String> roles, @Nullable String ttl) {
        var wish = new LinkedHashMap<String, Object>();
        wish.put("roles", roles);
        if (ttl != null) {
            wish.put("ttlSeconds", Times.duration(ttl, "--ttl 2h").toSeconds());
        }
        return session.api().post("/nodes/join-tokens", wish);
    }

    /** Makes a token with which one machine may join. */
    @Command(
            name = "join-token",
            description = "Make a token with which one machine may join, and print what to type there.")
    static final class JoinToken implements Runnable {
        @Mixin
        final Common common = new Common();

        @Option(names = "--role", paramLabel = "ROLE", split = ",", description = "builder (default), swarm, nspawn.")
        List<String> roles = List.of("builder");

        @Option(names = "--ttl", paramLabel = "1h", description = "How long it may be used: 30m, 2h, 7d.")
        @Nullable String ttl;

        private final Session session;

        JoinToken(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode ticket = ticket(session, roles, ttl);
            if (common.json) {
                session.json(ticket);
                return;
            }
            session.err()
                    .println("Good for one machine, until " + Session.text(ticket, "expiresAt")
                            + ". Type this there; it shows what it will do and asks:");
            session.out()
                    .println("curl -fsS -o firn-join.sh " + Session.text(ticket, "script") + " && echo '"
                            + Session.text(ticket, "sha256")
                            + "  firn-join.sh' | sha256sum -c - && sudo bash firn-join.sh --url "
                            + Session.text(ticket, "url") + " --token " + Session.text(ticket, "token"));
        }
    }

    /** Makes a machine a node over the operator's own SSH. */
    @Command(
            name = "add",
            description = "Make a machine a node over your own SSH: runs the join script there, as root or by sudo.")
    static final class Add implements Runnable {
        private static final Pattern TARGET = Pattern.compile(
                "ssh://(?:(?<user>[a-z_][a-z0-9_-]{0,31})@)?(?<host>[A-Za-z0-9][A-Za-z0-9._-]*)(?::(?<port>[0-9]{1,5}))?/?");

        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "ssh://[USER@]HOST[:PORT]", description = "The machine, as your SSH reaches it.")
        String target = "";

        @Option(names = "--role", paramLabel = "ROLE", split = ",", description = "builder (default), swarm, nspawn.")
        List<String> roles = List.of("builder");

        @Option(names = "--name", paramLabel = "NAME", description = "What it is called; its host name by default.")
        @Nullable String name;

        @Option(
                names = "--address",
                paramLabel = "ADDRESS",
                description = "Where Firn reaches it, if not where you do.")
        @Nullable String address;

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Firn as the machine reaches it, if not as Firn says.")
        @Nullable String url;

        @Option(names = "--slots", paramLabel = "N", description = "Builds at once.")
        @Nullable Integer slots;

        @Option(names = "--tunnel", description = "Firn cannot reach it: it keeps a tunnel open.")
        boolean tunnel;

        @Option(
                names = {"-i", "--identity"},
                paramLabel = "FILE",
                description = "Your private key for it.")
        @Nullable String identity;

        @Option(
                names = "--known-hosts",
                paramLabel = "FILE",
                description = "Where its host key stands; yours by default.")
        @Nullable String knownHosts;

        @Option(names = "--dry-run", description = "Show what would be done there.")
        boolean dryRun;

        private final Session session;

        Add(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Matcher parts = TARGET.matcher(target);
            if (!parts.matches()) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not add the node: '" + target + "' is not written ssh://user@host:port.",
                        "Write for instance: firn nodes add ssh://root@10.0.0.2");
            }
            JsonNode ticket = ticket(session, roles, "15m");
            byte[] script = script(ticket);
            var input = new ArrayList<byte[]>();
            input.add(("FIRN_JOIN_TOKEN=" + Session.text(ticket, "token") + "\n").getBytes(StandardCharsets.UTF_8));
            input.add(script);
            Result result = new LocalExecutor()
                    .stream(
                            io.firn.exec.Command.of(ssh(parts, url == null ? Session.text(ticket, "url") : url))
                                    .within(Duration.ofMinutes(15))
                                    .hiding(Session.text(ticket, "token"))
                                    .withStdin(() -> new ByteArrayInputStream(joined(input))),
                            this::show);
            session.out().flush();
            if (!result.ok()) {
                String said = result.err().strip();
                throw Fault.of(
                        FaultCode.UNAVAILABLE,
                        said.startsWith("Could not")
                                ? said
                                : "Could not add the node " + target + ": "
                                        + (said.isEmpty() ? "exit " + result.exit() : said),
                        "Mend that, then type the same again: what is done already is left alone.");
            }
            if (common.json && !dryRun && name != null) {
                session.json(session.api().get("/nodes/" + Api.encoded(name)));
            }
        }

        private void show(byte[] bytes, int offset, int length) {
            if (!common.json || dryRun) {
                session.out().print(new String(bytes, offset, length, StandardCharsets.UTF_8));
                session.out().flush();
            }
        }

        /** The far end's shell gets words that need no quoting; the token and the script come over standard input. */
        private List<String> ssh(Matcher parts, String firn) {
            String user = parts.group("user");
            var argv = new ArrayList<>(List.of("ssh", "-T", "-o", "ConnectTimeout=15", "-o", "BatchMode=yes"));
            if (parts.group("port") != null) {
                argv.addAll(List.of("-p", parts.group("port")));
            }
            if (identity != null) {
                argv.addAll(List.of("-i", identity, "-o", "IdentitiesOnly=yes"));
            }
            if (knownHosts != null) {
                argv.addAll(List.of("-o", "UserKnownHostsFile=" + knownHosts));
            }
            argv.addAll(List.of("-l", user == null ? "root" : user, "--", parts.group("host")));
            if (user != null && !user.equals("root")) {
                argv.addAll(List.of("sudo", "-n"));
            }
            argv.addAll(List.of("bash", "-s", "--", "--yes", "--url", word("url", firn)));
            if (tunnel) {
                argv.add("--tunnel");
            } else {
                argv.addAll(List.of("--address", word("address", address == null ? parts.group("host") : address)));
            }
            if (name != null) {
                argv.addAll(List.of("--name", word("name", name)));
            }
            if (slots != null) {
                argv.addAll(List.of("--slots", String.valueOf(slots)));
            }
            if (dryRun) {
                argv.add("--dry-run");
            }
            return argv;
        }

        private static String word(String what, String text) {
            if (!text.matches("[A-Za-z0-9][A-Za-z0-9._:/@-]*")) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not add the node: its " + what + " '" + text + "' has letters that it cannot have.",
                        "Correct it.");
            }
            return text;
        }

        private static byte[] joined(List<byte[]> parts) {
            var out = new java.io.ByteArrayOutputStream();
            parts.forEach(out::writeBytes);
            return out.toByteArray();
        }

        /** The script as this command's own way to Firn gives it, with the hash that the API said. */
        private byte[] script(JsonNode ticket) {
            String path = URI.create(Session.text(ticket, "script")).getPath();
            try {
                var connection = (HttpURLConnection)
                        URI.create(session.api().url() + path).toURL().openConnection();
                connection.setConnectTimeout(10_000);
                connection.setReadTimeout(30_000);
                try (InputStream in = connection.getInputStream()) {
                    byte[] script = in.readNBytes(1 << 20);
                    String hash = HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(script));
                    if (!hash.equals(Session.text(ticket, "sha256"))) {
                        throw Fault.of(
                                FaultCode.CORRUPT,
                                "Could not add the node: the join script came with another hash than Firn named.",
                                "Try again.");
                    }
                    return script;
                }
            } catch (IOException failed) {
                throw Fault.of(
                                FaultCode.UNAVAILABLE,
                                "Could not fetch the join script: the connection broke.",
                                "Try again.")
                        .causedBy(failed);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
