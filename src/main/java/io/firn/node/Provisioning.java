package io.firn.node;

import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.exec.RetryingExecutor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a machine ready for its roles. Each step looks first, so doing all of it again changes nothing. Nix's own
 * configuration on the machine is left alone: what builds need is handed to each of them.
 */
@ApplicationScoped
class Provisioning {
    /** Where a builder's token for Firn's sources and cache lies. */
    static final String NETRC = "/var/lib/firn/netrc";

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
    private static final int MAJOR = 2;
    private static final int MINOR = 24;
    private static final Duration TOKEN_LIFE = Duration.ofDays(30);
    private static final String BUILD_USERS =
            """
            set -eu
            getent group nixbld >/dev/null || groupadd --system nixbld
            for n in 1 2 3 4 5 6 7 8; do
              id "nixbld$n" >/dev/null 2>&1 || useradd --system --no-create-home --no-user-group --gid nixbld --groups nixbld \\
                --home-dir /var/empty --shell /usr/sbin/nologin "nixbld$n"
            done
            mkdir -p /nix/store /nix/var/nix/gcroots/firn /var/lib/firn/builds
            chmod 755 /var/lib/firn
            """;
    private static final String WRITE_NETRC = "umask 077; cat >\"$1.new\" && mv -f \"$1.new\" \"$1\"";

    private final Tokens tokens;
    private final NodeSettings settings;

    Provisioning(Tokens tokens, NodeSettings settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    /** Which limits of builds the machine was seen not to enforce. */
    Set<String> makeReady(Node node, Executor executor) {
        var patient = new RetryingExecutor(executor, 3, Duration.ofMillis(500));
        var unenforced = new TreeSet<String>();
        for (NodeRole role : node.roles()) {
            switch (role) {
                case BUILDER -> unenforced.addAll(builder(node, patient));
                case SWARM, NSPAWN -> reachable(node, patient);
            }
        }
        return unenforced;
    }

    private Set<String> builder(Node node, Executor executor) {
        reachable(node, executor);
        require(
                executor.run(Command.of("systemctl", "--version")).ok(),
                node,
                "it has no systemd, which keeps each build within its limits",
                "Use a machine that runs systemd.");
        checkNix(node, executor.run(Command.of("nix", "--version")));
        executor.run(Command.of("sh", "-c", BUILD_USERS))
                .orFail("make the build users on '" + node.name() + "'", "Let Firn log in there as root.");
        settings.url().ifPresent(url -> netrc(node, executor, url));
        return LimitProbe.parse(executor.run(LimitProbe.command()).text());
    }

    private static void reachable(Node node, Executor executor) {
        Result who = executor.run(Command.of("id", "-u"))
                .orFail("log in to '" + node.name() + "'", "See that Firn's key is accepted there.");
        require(who.text().equals("0"), node, "Firn does not log in there as root", "Join it with \"user\":\"root\".");
    }

    static void checkNix(Node node, Result result) {
        require(
                result.ok(),
                node,
                "it has no Nix",
                "Install Nix " + MAJOR + "." + MINOR
                        + " or newer there (Debian: apt install nix-bin), then join it again.");
        Matcher version = VERSION.matcher(result.text());
        boolean enough =
                version.find() && atLeast(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
        require(
                enough,
                node,
                "its Nix is too old ('" + result.text() + "')",
                "Install Nix " + MAJOR + "." + MINOR + " or newer there, then join it again.");
    }

    private static boolean atLeast(int major, int minor) {
        return major > MAJOR || (major == MAJOR && minor >= MINOR);
    }

    private void netrc(Node node, Executor executor, String url) {
        String token = tokens.shortLived(Scope.CACHE_READ, "*", TOKEN_LIFE);
        String line = "machine " + URI.create(url).getHost() + " login firn password " + token + "\n";
        executor.run(Command.of("sh", "-c", WRITE_NETRC, "sh", NETRC)
                        .withStdin(() -> new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)))
                        .hiding(token))
                .orFail("leave '" + node.name() + "' a token", "See that its disk is not full.");
    }

    private static void require(boolean holds, Node node, String why, String hint) {
        if (!holds) {
            throw Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not make '" + node.name() + "' ready as a builder: " + why + ".",
                    hint);
        }
    }
}
