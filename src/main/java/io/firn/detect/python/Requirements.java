package io.firn.detect.python;

import io.firn.detect.Texts;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A requirements.txt with the files it includes, as pip reads it.
 *
 * @param items what is required, in order
 * @param limits what constraints say of packages, required or not
 * @param refused lines that ask for something else than a package of the index, each with where it stands
 * @param warnings lines that are left out
 * @param texts the files read, by path, for a digest
 */
public record Requirements(
        List<Item> items, List<Item> limits, List<String> refused, List<String> warnings, Map<String, String> texts) {
    /** The file that is looked for. */
    public static final String FILE = "requirements.txt";

    private static final int LIMIT = 4 << 20;
    private static final int INCLUDES = 20;
    private static final Pattern ITEM = Pattern.compile(
            "([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[([^\\]]*)\\])?\\s*\\(?([^;()@]*)\\)?\\s*(?:;(.*))?");
    private static final Pattern HASH = Pattern.compile("\\s--hash[= ](\\S+)");
    private static final Pattern INCLUDE = Pattern.compile("(-r|--requirement|-c|--constraint)(?:\\s+|=)(\\S.*)");
    private static final Pattern SPECIFIER = Pattern.compile("(?:(?:===|==|~=|!=|<=|>=|<|>)[^\\s,;=<>!~]+(?:,|$))*");

    /**
     * One required package.
     *
     * @param name normalised by PEP 503
     * @param asked specifier without blanks, where there is one
     * @param extras names in brackets
     * @param marker condition after the semicolon, where there is one
     * @param hashes {@code sha256:<hex>} and the like
     * @param where file and line
     */
    public record Item(
            String name,
            @Nullable String asked,
            List<String> extras,
            @Nullable String marker,
            List<String> hashes,
            String where) {}

    /** Reads the file and what it includes; empty where there is none. */
    public static Optional<Requirements> read(Tree tree) {
        if (tree.text(FILE, LIMIT).isEmpty()) {
            return Optional.empty();
        }
        var reader = new Reader(tree);
        reader.file(FILE, false);
        return Optional.of(new Requirements(
                List.copyOf(reader.items),
                List.copyOf(reader.limits),
                List.copyOf(reader.refused),
                List.copyOf(reader.warnings),
                reader.texts));
    }

    /** What another file asks for, in lines of the same form; options are none. */
    static Requirements of(String file, String text, List<String> lines) {
        var reader = new Reader(MapTree.of());
        reader.texts.put(file, text);
        lines.forEach(line -> reader.item(line.strip(), file));
        return new Requirements(
                List.copyOf(reader.items), List.of(), List.copyOf(reader.refused), List.of(), reader.texts);
    }

    /** The file that was read first. */
    public String file() {
        return texts.keySet().stream().findFirst().orElse(FILE);
    }

    /** PEP 503: lower case, one dash for every run of dots, dashes and underscores. */
    public static String normalised(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    }

    /** Whether a package is among them, whatever its condition. */
    public boolean has(String name) {
        return items.stream().anyMatch(item -> item.name().equals(name));
    }

    private static final class Reader {
        private final Tree tree;
        private final List<Item> items = new ArrayList<>();
        private final List<Item> limits = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final Map<String, String> texts = new LinkedHashMap<>();

        Reader(Tree tree) {
            this.tree = tree;
        }

        void file(String path, boolean constraints) {
            if (texts.containsKey(path)) {
                return;
            }
            Optional<String> text = tree.text(path, LIMIT);
            if (text.isEmpty() || texts.size() >= INCLUDES) {
                refused.add("the included file \"" + Texts.shown(path)
                        + "\", which is not there, too large, or one too many");
                return;
            }
            texts.put(path, text.get());
            int number = 0;
            var joined = new StringBuilder();
            for (String line : text.get().replace("\uFEFF", "").lines().toList()) {
                number++;
                if (line.endsWith("\\") && !line.strip().startsWith("#")) {
                    joined.append(line, 0, line.length() - 1).append(' ');
                    continue;
                }
                joined.append(line);
                line(joined.toString(), path, number, constraints);
                joined.setLength(0);
            }
            line(joined.toString(), path, number, constraints);
        }

        private void line(String raw, String file, int number, boolean constraints) {
            String line = raw.replaceFirst("(?:^|\\s)#.*", "").strip();
            String where = file + " line " + number;
            if (line.isEmpty()) {
                return;
            }
            Matcher include = INCLUDE.matcher(line);
            if (include.matches()) {
                include(include.group(2).strip(), file, include.group(1).matches("-c|--constraint"));
            } else if (line.matches("(?:-e|--editable)\\b.*")) {
                refused.add("\"" + Texts.shown(line) + "\" (" + where + "), a package from a folder or a repository");
            } else if (line.startsWith("-")) {
                warnings.add("The option \"" + Texts.shown(line.split("\\s", 2)[0]) + "\" in " + where
                        + " is not used: packages come from the package set and the farm's own sources.");
            } else if (constraints) {
                // They narrow what is required elsewhere, where versions are chosen; the package set has one of each.
                parsed(line, where).ifPresent(limits::add);
            } else {
                item(line, where);
            }
        }

        private void include(String target, String from, boolean constraints) {
            String folder = from.contains("/") ? from.substring(0, from.lastIndexOf('/') + 1) : "";
            String path = folder + target.replaceFirst("^(?:\\./)+", "");
            while (path.matches("[^/]+/\\.\\./.*")) {
                path = path.replaceFirst("[^/]+/\\.\\./", "");
            }
            file(path, constraints);
        }

        private void item(String line, String where) {
            parsed(line, where)
                    .ifPresentOrElse(
                            items::add,
                            () -> refused.add("\"" + Texts.shown(plain(line)) + "\" (" + where
                                    + "), which names no package of the index"));
        }

        private static String plain(String line) {
            return HASH.matcher(line).replaceAll("").strip();
        }

        private static Optional<Item> parsed(String line, String where) {
            Matcher hash = HASH.matcher(line);
            var hashes = new ArrayList<String>();
            while (hash.find()) {
                hashes.add(hash.group(1));
            }
            String plain = plain(line);
            Matcher m = plain.length() > 2000 ? ITEM.matcher("") : ITEM.matcher(plain);
            String asked = m.matches() ? m.group(3).replaceAll("\\s+", "") : "";
            if (!m.matches() || !SPECIFIER.matcher(asked).matches()) {
                return Optional.empty();
            }
            List<String> extras = m.group(2) == null
                    ? List.of()
                    : List.of(m.group(2).split("\\s*,\\s*")).stream()
                            .map(Requirements::normalised)
                            .toList();
            String marker = m.group(4) == null ? null : m.group(4).strip();
            return Optional.of(new Item(
                    normalised(m.group(1)),
                    asked.isEmpty() ? null : asked,
                    extras,
                    marker,
                    List.copyOf(hashes),
                    where));
        }
    }
}
