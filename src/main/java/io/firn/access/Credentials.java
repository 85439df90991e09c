package io.firn.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the token out of an {@code Authorization} header: as Bearer, or as the password of Basic. */
final class Credentials {
    private Credentials() {}

    /** Empty text stands for a header that holds no token we know how to read: a wrong credential, not a missing one. */
    static Optional<String> token(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return Optional.empty();
        }
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("bearer ")) {
            return Optional.of(header.substring(7).strip());
        }
        if (lower.startsWith("basic ")) {
            return Optional.of(password(header.substring(6).strip()));
        }
        return Optional.of("");
    }

    private static String password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
