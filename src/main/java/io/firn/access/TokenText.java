package io.firn.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a stored token: {@code firn_<key>_<secret>}. The key finds the row, the secret proves possession; it has 256
 * random bits, so a plain hash of it is safe to store.
 *
 * @param key public part
 * @param secret secret part
 */
record TokenText(String key, String secret) {
    private static final Pattern FORM = Pattern.compile("firn_([0-9a-f]{16})_([0-9a-f]{64})");
    private static final SecureRandom RANDOM = new SecureRandom();

    static TokenText random() {
        byte[] key = new byte[8];
        byte[] secret = new byte[32];
        RANDOM.nextBytes(key);
        RANDOM.nextBytes(secret);
        return new TokenText(
                java.util.HexFormat.of().formatHex(key),
                java.util.HexFormat.of().formatHex(secret));
    }

    static Optional<TokenText> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new TokenText(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String wire() {
        return "firn_" + key + "_" + secret;
    }

    @Override
    public String toString() {
        return "firn_" + key + "_***";
    }
}
