package io.firn.flake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hashes as {@code <algorithm>-<base64>}: the ones that Nix can check, the strongest of several. */
public final class Sri {
    private static final List<String> STRONGEST_FIRST = List.of("sha512", "sha256", "sha1");
    private static final Map<String, Integer> LENGTHS = Map.of("sha512", 64, "sha256", 32, "sha1", 20);

    private Sri() {}

    /** The strongest usable hash of an integrity field, which may hold several with options behind a question mark. */
    public static Optional<String> strongest(String integrity) {
        for (String algorithm : STRONGEST_FIRST) {
            for (String candidate : integrity.strip().split("\\s+", 20)) {
                String plain = candidate.replaceFirst("\\?.*", "");
                if (plain.startsWith(algorithm + "-")
                        && length(plain.substring(algorithm.length() + 1)) == LENGTHS.getOrDefault(algorithm, -2)) {
                    return Optional.of(plain);
                }
            }
        }
        return Optional.empty();
    }

    /** SRI of a text's UTF-8 bytes. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** SRI of {@code sha256:<hex>} and its like; empty where it is none. */
    public static Optional<String> ofHex(String given) {
        int colon = given.indexOf(':');
        String algorithm = colon < 0 ? "" : given.substring(0, colon);
        String digits = given.substring(colon + 1);
        boolean fits = LENGTHS.getOrDefault(algorithm, -1) * 2 == digits.length() && digits.matches("[0-9a-f]*");
        return fits
                ? Optional.of(algorithm + "-"
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digits)))
                : Optional.empty();
    }

    private static int length(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes.length : -1;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
