package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a file in the form of curl's netrc says of a host: {@code machine HOST[:PORT] login NAME password KEY}. The login
 * {@code bearer} means that the key is a token.
 */
final class Netrc {
    private static final int LIMIT = 1 << 20;

    private Netrc() {}

    /** The fields {@code user} and {@code secret} of the API, for an address. */
    static Map<String, String> of(Path file, String address) {
        URI uri = URI.create(address);
        String host = String.valueOf(uri.getHost());
        String found = "";
        String login = "";
        var fields = new LinkedHashMap<String, String>();
        String[] words = read(file).strip().split("\\s+", -1);
        for (int n = 0; n + 1 < words.length; n += 2) {
            String value = words[n + 1];
            switch (words[n]) {
                case "machine" -> {
                    found = value;
                    login = "";
                }
                case "login" -> login = value;
                case "password" -> {
                    if (found.equals(host + ":" + uri.getPort()) || (fields.isEmpty() && found.equals(host))) {
                        fields.clear();
                        if (!login.equals("bearer")) {
                            fields.put("user", login);
                        }
                        fields.put("secret", value);
                    }
                }
                default -> {
                    // account and what else there may be says nothing to us
                }
            }
        }
        if (fields.isEmpty()) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not log in to " + host + ": '" + file + "' has no line for it.",
                    "Add: machine " + host + " login NAME password KEY (login bearer for a token)");
        }
        return fields;
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LIMIT) {
                throw new IOException("it is larger than " + LIMIT + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read '" + file + "': " + e.getMessage() + ".",
                            "Name a file in netrc's form.")
                    .causedBy(e);
        }
    }
}
