package io.firn.mirror;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's keys of private registries, in the form of curl's netrc: {@code machine HOST[:PORT] login NAME password KEY}.
 * The login {@code bearer} sends the key as a bearer token, as npm does. Read anew each time, so that a changed key needs no
 * restart; it goes to that host alone, and never to builders.
 */
final class Credentials {
    private static final int LIMIT = 1 << 20;

    private final Optional<Path> file;

    Credentials(Optional<Path> file) {
        this.file = file;
    }

    /** The value of the Authorization header for an address; empty where the file names no such host. */
    Optional<String> of(URI address) {
        Map<String, String> byHost = read();
        String host = String.valueOf(address.getHost());
        return Optional.ofNullable(byHost.get(host + ":" + address.getPort()))
                .or(() -> Optional.ofNullable(byHost.get(host)));
    }

    private Map<String, String> read() {
        if (file.isEmpty()) {
            return Map.of();
        }
        try {
            if (Files.size(file.get()) > LIMIT) {
                throw new IOException("it is larger than " + LIMIT + " bytes");
            }
            return parse(Files.readString(file.get()));
        } catch (IOException e) {
            throw io.firn.fault.Fault.of(
                            io.firn.fault.FaultCode.UNAVAILABLE,
                            "Could not read the keys of private registries: "
                                    + e.getClass().getSimpleName() + ".",
                            "Look at the file that firn.sources.credentials names.")
                    .causedBy(e);
        }
    }

    static Map<String, String> parse(String text) {
        var byHost = new HashMap<String, String>();
        String host = "";
        String login = "";
        Iterator<String> words = List.of(text.strip().split("\\s+")).iterator();
        while (words.hasNext()) {
            String word = words.next();
            String value = words.hasNext() ? words.next() : "";
            switch (word) {
                case "machine" -> {
                    host = value;
                    login = "";
                }
                case "login" -> login = value;
                case "password" -> byHost.put(host, header(login, value));
                default -> {}
            }
        }
        return byHost;
    }

    /** The value of an Authorization header. */
    static String header(String login, String key) {
        return login.equals("bearer")
                ? "Bearer " + key
                : "Basic " + Base64.getEncoder().encodeToString((login + ":" + key).getBytes(StandardCharsets.UTF_8));
    }
}
