package io.firn.cache;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a private upstream asks for: a name and a password, or a token. Its text tells its kind alone, so that it may stand in a
 * log by mistake.
 *
 * @param user empty for a token, which is sent as a bearer's
 * @param secret password or token
 */
record UpstreamLogin(Optional<String> user, String secret) {
    private static final int LONGEST = 8_000;

    /** How it is sent. */
    enum Kind {
        /** A name and a password. */
        BASIC,
        /** A token. */
        BEARER
    }

    /** Nothing in it may end a line of HTTP, and a name has no colon. */
    UpstreamLogin {
        if (secret.isEmpty() || secret.length() > LONGEST || !plain(secret)) {
            throw new IllegalArgumentException("its secret is empty, too long, or holds other than printable ASCII");
        }
        if (user.isPresent() && (user.get().isEmpty() || user.get().contains(":") || !plain(user.get()))) {
            throw new IllegalArgumentException("its user is empty, or holds a colon or other than printable ASCII");
        }
    }

    private static boolean plain(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    Kind kind() {
        return user.isPresent() ? Kind.BASIC : Kind.BEARER;
    }

    /** The value of the Authorization header. */
    String header() {
        return user.map(name -> "Basic "
                        + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8)))
                .orElse("Bearer " + secret);
    }

    /** For sealing: the user, or nothing, a line's end, the secret. */
    byte[] reveal() {
        return (user.orElse("") + "\n" + secret).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what {@link #reveal} gave. */
    static UpstreamLogin revealed(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String user = text.substring(0, end);
        return new UpstreamLogin(user.isEmpty() ? Optional.empty() : Optional.of(user), text.substring(end + 1));
    }

    @Override
    public String toString() {
        return "UpstreamLogin[" + kind() + "]";
    }
}
