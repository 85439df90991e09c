package io.firn.cache;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request for a path below {@code /cache} is about. Source: Nix manual, "Binary Cache Protocol".
 *
 * @param cache name of an org's cache, or empty for the installation's own
 * @param kind what is asked for
 * @param name the hash part, file name or id; for {@link Kind#TRACE} {@code <derivation>/<output>}
 */
record CacheRead(String cache, Kind kind, String name) {
    enum Kind {
        ABOUT,
        NARINFO,
        LISTING,
        NAR,
        LOG,
        REALISATION,
        TRACE,
        DEBUG,
        /** One of {@link ClosureResource}'s questions, which are no part of Nix's protocol. */
        CLOSURE
    }

    /** First segments that no org's cache may have for a name. */
    static final Set<String> RESERVED = Set.of(
            "nar",
            "log",
            "realisations",
            "build-trace-v2",
            "debuginfo",
            "closure",
            "closures",
            "manifest",
            "missing",
            "api",
            "v1",
            "default");

    private static final Set<String> CLOSURE = Set.of("manifest", "missing", "bundle");
    private static final Pattern BUILD_ID = Pattern.compile("[0-9a-f]{40}(\\.debug)?");
    private static final String BASE = "/cache/";
    private static final int LONGEST = 1_000;

    private static final int LONGEST_NAME = 300;

    /** Reads a path; empty where it is none of the protocol's. */
    static Optional<CacheRead> parse(String path) {
        if (!path.startsWith(BASE) || path.length() > LONGEST) {
            return Optional.empty();
        }
        String rest = path.substring(BASE.length());
        int slash = rest.indexOf('/');
        if (slash > 0 && !RESERVED.contains(rest.substring(0, slash))) {
            return within(rest.substring(0, slash), rest.substring(slash + 1));
        }
        return within("", rest);
    }

    private static Optional<CacheRead> within(String cache, String rest) {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            if (rest.equals("nix-cache-info")) {
                return Optional.of(new CacheRead(cache, Kind.ABOUT, ""));
            }
            if (CLOSURE.contains(rest)) {
                return Optional.of(new CacheRead(cache, Kind.CLOSURE, rest));
            }
            return suffixed(cache, rest, ".narinfo", Kind.NARINFO).or(() -> suffixed(cache, rest, ".ls", Kind.LISTING));
        }
        String folder = rest.substring(0, slash);
        String file = decoded(rest.substring(slash + 1));
        return switch (folder) {
            case "nar" -> named(cache, Kind.NAR, file);
            case "log" -> named(cache, Kind.LOG, file);
            case "realisations" -> file.endsWith(".doi") ? named(cache, Kind.REALISATION, file) : Optional.empty();
            case "debuginfo" -> BUILD_ID.matcher(file).matches() ? named(cache, Kind.DEBUG, file) : Optional.empty();
            case "build-trace-v2" -> trace(cache, file);
            default -> Optional.empty();
        };
    }

    private static Optional<CacheRead> suffixed(String cache, String rest, String ending, Kind kind) {
        return rest.endsWith(ending)
                ? named(cache, kind, rest.substring(0, rest.length() - ending.length()))
                : Optional.empty();
    }

    private static Optional<CacheRead> trace(String cache, String file) {
        int slash = file.indexOf('/');
        return slash > 0
                        && file.endsWith(".doi")
                        && isName(file.substring(0, slash))
                        && isName(file.substring(slash + 1))
                ? Optional.of(new CacheRead(cache, Kind.TRACE, file))
                : Optional.empty();
    }

    private static Optional<CacheRead> named(String cache, Kind kind, String name) {
        return isName(name) ? Optional.of(new CacheRead(cache, kind, name)) : Optional.empty();
    }

    /** What names of files may hold: no folder, no control character. By hand, for this runs several times a request. */
    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        for (int n = 0; n < name.length(); n++) {
            char c = name.charAt(n);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
            if (!plain && "+._?=!:^-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Clients differ in whether they escape {@code !} and {@code :}. */
    private static String decoded(String file) {
        if (file.indexOf('%') < 0) {
            return file;
        }
        try {
            return URLDecoder.decode(file.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
