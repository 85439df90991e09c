package io.firn.mirror;

import io.firn.nix.ContentAddress.Algorithm;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file of a registry, known by its hash.
 *
 * @param algorithm sha1, sha256 or sha512
 * @param hex the hash
 * @param registry {@code debian}, {@code npm}, {@code pypi}, {@code maven}
 * @param file path below the registry's base address
 */
public record SourceFile(Algorithm algorithm, String hex, String registry, String file) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
    private static final Pattern REGISTRY = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern FILE =
            Pattern.compile("[A-Za-z0-9@!][A-Za-z0-9@!%+~=,:._-]*(/[A-Za-z0-9@!%+~=,:._-]+)*");

    public SourceFile {
        hex = hex.toLowerCase(Locale.ROOT);
        if (algorithm == Algorithm.MD5
                || hex.length() != algorithm.size() * 2
                || !HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a " + algorithm.label() + " to fetch by: '" + hex + "'");
        }
        if (!REGISTRY.matcher(registry).matches()) {
            throw new IllegalArgumentException("not a registry's name: '" + registry + "'");
        }
        if (!FILE.matcher(file).matches() || climbs(file)) {
            throw new IllegalArgumentException("not a path below a registry: '" + file + "'");
        }
    }

    /** One whose hash is written as lock files do: {@code sha512-<base64>}; of several, the strongest. */
    public static SourceFile ofSri(String registry, String file, String sri) {
        String best = "";
        for (String one : sri.strip().split("\\s+", -1)) {
            if (rank(one) > rank(best)) {
                best = one;
            }
        }
        int dash = best.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("not an integrity that can be checked: '" + sri + "'");
        }
        String digits = best.substring(dash + 1).replaceFirst("\\?.*", "");
        return new SourceFile(
                Algorithm.parse(best.substring(0, dash)),
                HexFormat.of().formatHex(Base64.getDecoder().decode(digits)),
                registry,
                file);
    }

    private static int rank(String sri) {
        if (sri.startsWith("sha512-")) {
            return 3;
        }
        return sri.startsWith("sha256-") ? 2 : sri.startsWith("sha1-") ? 1 : 0;
    }

    private static boolean climbs(String file) {
        for (String part : file.split("/", -1)) {
            if (part.equals(".")
                    || part.equals("..")
                    || part.toLowerCase(Locale.ROOT).contains("%2e%2e")
                    || part.toLowerCase(Locale.ROOT).contains("%2f%2e")) {
                return true;
            }
        }
        return false;
    }
}
