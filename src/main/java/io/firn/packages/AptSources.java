package io.firn.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads where this machine's apt gets its packages from, in both forms. Source: sources.list(5). */
public final class AptSources {
    private static final Pattern ONE_LINE = Pattern.compile("deb\\s+(?:\\[([^]]*)]\\s+)?(\\S+)\\s+(\\S+)\\s*(.*)");
    private static final Pattern SIGNED_BY = Pattern.compile("signed-by=(\\S+)", Pattern.CASE_INSENSITIVE);

    private AptSources() {}

    /** Those of a configuration folder, normally {@code /etc/apt}; only http and https ones. */
    public static List<AptSource> in(Path etcApt) {
        var found = new ArrayList<AptSource>();
        Path main = etcApt.resolve("sources.list");
        if (Files.isRegularFile(main)) {
            found.addAll(oneLine(text(main)));
        }
        Path parts = etcApt.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            try (Stream<Path> files = Files.list(parts)) {
                for (Path file : files.sorted().toList()) {
                    String name = file.toString();
                    if (name.endsWith(".list")) {
                        found.addAll(oneLine(text(file)));
                    } else if (name.endsWith(".sources")) {
                        found.addAll(deb822(text(file)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found.stream()
                .filter(source -> Set.of("http", "https")
                        .contains(String.valueOf(source.base().getScheme())))
                .toList();
    }

    static List<AptSource> oneLine(String text) {
        var found = new ArrayList<AptSource>();
        for (String line : text.lines().toList()) {
            Matcher deb = ONE_LINE.matcher(line.strip());
            if (deb.matches()) {
                Matcher key = SIGNED_BY.matcher(deb.group(1) == null ? "" : deb.group(1));
                address(deb.group(2), found, Set.of(deb.group(3)), words(deb.group(4)), key.find() ? key.group(1) : "");
            }
        }
        return found;
    }

    static List<AptSource> deb822(String text) {
        var found = new ArrayList<AptSource>();
        for (Map<String, String> stanza : stanzas(text)) {
            boolean binary = words(stanza.getOrDefault("types", "")).contains("deb");
            boolean enabled = !stanza.getOrDefault("enabled", "yes").equalsIgnoreCase("no");
            if (binary && enabled) {
                String signedBy = stanza.getOrDefault("signed-by", "");
                for (String uri : stanza.getOrDefault("uris", "").strip().split("\\s+", -1)) {
                    address(
                            uri,
                            found,
                            words(stanza.getOrDefault("suites", "")),
                            words(stanza.getOrDefault("components", "")),
                            signedBy.startsWith("/") ? signedBy : "");
                }
            }
        }
        return found;
    }

    /** Stanzas of {@code Name: value} lines; names in small letters, comment lines left out, continued lines joined. */
    static List<Map<String, String>> stanzas(String text) {
        var all = new ArrayList<Map<String, String>>();
        Map<String, String> now = new LinkedHashMap<>();
        String last = "";
        for (String line : text.lines().toList()) {
            if (line.isBlank()) {
                if (!now.isEmpty()) {
                    all.add(now);
                }
                now = new LinkedHashMap<>();
            } else if (line.startsWith(" ") || line.startsWith("\t")) {
                String before = now.getOrDefault(last, "");
                now.put(last, before + "\n" + line.strip());
            } else if (!line.startsWith("#") && line.indexOf(':') > 0) {
                last = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
                now.put(last, line.substring(line.indexOf(':') + 1).strip());
            }
        }
        if (!now.isEmpty()) {
            all.add(now);
        }
        return all;
    }

    private static void address(
            String uri, List<AptSource> found, Set<String> suites, Set<String> components, String signedBy) {
        try {
            String closed = uri.endsWith("/") ? uri : uri + "/";
            found.add(new AptSource(URI.create(closed), suites, components, signedBy));
        } catch (IllegalArgumentException notAnAddress) {
            // apt itself complains about such a line.
        }
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>(Arrays.asList(text.strip().split("\\s+")));
        words.remove("");
        return words;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
