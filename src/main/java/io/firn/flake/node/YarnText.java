package io.firn.flake.node;

import io.firn.detect.Texts;
import io.firn.flake.LockFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The form of Yarn 1's lock file: entries at the margin, their fields indented by two blanks, their dependencies by four. Words may
 * be quoted as in JSON.
 */
final class YarnText {
    private final List<YarnEntry> entries = new ArrayList<>();
    private final Set<String> optional = new HashSet<>();
    private List<String> keys = List.of();
    private String version = "";
    private String resolved = "";
    private String integrity = "";
    private String block = "";
    private TreeMap<String, String> needs = new TreeMap<>();

    private YarnText() {}

    static List<YarnEntry> read(String text) {
        var reader = new YarnText();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith("<<<<<<<") || line.startsWith(">>>>>>>")) {
                throw LockFault.file(
                        YarnLock.FILE, "line " + number + " is the mark of a merge conflict", "Run \"yarn install\".");
            }
            if (!line.isBlank() && !line.startsWith("#")) {
                reader.line(line, number);
            }
        }
        reader.finish();
        return reader.entries.stream()
                .map(entry -> reader.optional.contains(entry.id()) ? entry.asOptional() : entry)
                .toList();
    }

    private void line(String line, int number) {
        int indent = line.length() - line.stripLeading().length();
        List<String> words = words(line.strip(), number);
        if (indent == 0) {
            finish();
            keys = words;
        } else if (indent < 4) {
            block = words.size() == 1 ? words.getFirst() : "";
            String value = words.size() > 1 ? words.get(1) : "";
            switch (words.getFirst()) {
                case "version" -> version = value;
                case "resolved" -> resolved = value;
                case "integrity" -> integrity = String.join(" ", words.subList(1, words.size()));
                default -> {}
            }
        } else if (words.size() > 1 && block.endsWith("ependencies")) {
            needs.put(words.getFirst(), words.get(1));
            if (block.equals("optionalDependencies")) {
                optional.add(words.getFirst() + "@" + words.get(1));
            }
        }
    }

    private void finish() {
        if (!keys.isEmpty()) {
            entries.add(new YarnEntry(keys, version, resolved, integrity, "", needs, "", false));
        }
        keys = List.of();
        version = "";
        resolved = "";
        integrity = "";
        block = "";
        needs = new TreeMap<>();
    }

    /** Words of a line: quoted or plain, parted by blanks, commas and a last colon. */
    private static List<String> words(String line, int number) {
        var words = new ArrayList<String>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ' || c == ',' || (c == ':' && at == line.length() - 1)) {
                at++;
            } else if (c == '"') {
                int end = at + 1;
                while (end < line.length() && line.charAt(end) != '"') {
                    end += line.charAt(end) == '\\' ? 2 : 1;
                }
                if (end >= line.length()) {
                    throw LockFault.file(
                            YarnLock.FILE,
                            "line " + number + " is broken (\"" + Texts.shown(line) + "\")",
                            "Make it again with \"yarn install\".");
                }
                words.add(line.substring(at + 1, end).replace("\\\"", "\"").replace("\\\\", "\\"));
                at = end + 1;
            } else {
                int end = at;
                while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != ',') {
                    end++;
                }
                String word = line.substring(at, end);
                words.add(end == line.length() && word.endsWith(":") ? word.substring(0, word.length() - 1) : word);
                at = end;
            }
        }
        return words.isEmpty() ? List.of("") : words;
    }
}
