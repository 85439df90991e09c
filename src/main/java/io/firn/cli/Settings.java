package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the service is and who asks: {@code FIRN_URL} and {@code FIRN_TOKEN}, else the files {@code url} and {@code token} that
 * {@code firn up} writes to the user's configuration folder, one folder for each installation.
 */
record Settings(String url, @Nullable String token) {

    static Settings of(Session session) {
        return ifAny(session)
                .orElseThrow(() -> Fault.of(
                        FaultCode.INVALID,
                        "Could not tell where Firn is: FIRN_URL is not set, and there is no \""
                                + folder(session).resolve("url") + "\".",
                        "Type: firn up, or set FIRN_URL and FIRN_TOKEN."));
    }

    /** The same, for commands that go on where nothing names an installation. */
    static Optional<Settings> ifAny(Session session) {
        Path folder = folder(session);
        String token = session.environment("FIRN_TOKEN")
                .or(() -> read(folder.resolve("token")))
                .orElse(null);
        return session.environment("FIRN_URL")
                .or(() -> read(folder.resolve("url")))
                .map(url -> new Settings(checked("FIRN_URL", url), token));
    }

    /** Whether an address is one of this service's, so that it may be shown the token. */
    boolean covers(String address) {
        return address.equals(url) || address.startsWith(url + "/");
    }

    /** The folder of the installation that {@code FIRN_HOME} names; the default one has its files directly in {@code firn}. */
    private static Path folder(Session session) {
        Path home = Path.of(session.environment("HOME").orElse("/root"));
        Path config = session.environment("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElse(home.resolve(".config"))
                .resolve("firn");
        Path standard = session.environment("XDG_DATA_HOME")
                .map(Path::of)
                .orElse(home.resolve(".local/share"))
                .resolve("firn");
        Optional<Path> named = session.environment("FIRN_HOME").map(Path::of);
        if (named.isEmpty()
                || named.get()
                        .toAbsolutePath()
                        .normalize()
                        .equals(standard.toAbsolutePath().normalize())) {
            return config;
        }
        return read(named.get().resolve("instance")).map(config::resolve).orElse(config);
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.FORBIDDEN,
                            "Could not read \"" + file + "\": the system does not let it be read.",
                            "Check who owns it, or set FIRN_URL and FIRN_TOKEN.")
                    .causedBy(e);
        }
    }

    /** An address without slashes at its end; a fault names what set it where it is none. */
    static String checked(String setBy, String url) {
        try {
            URI parsed = URI.create(url);
            if (parsed.getHost() != null && ("http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme()))) {
                return url.replaceFirst("/+$", "");
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw Fault.of(
                FaultCode.INVALID,
                "Could not use the address \"" + url + "\": it is no http or https URL.",
                "Set " + setBy + " to one, for instance http://127.0.0.1:8080.");
    }
}
