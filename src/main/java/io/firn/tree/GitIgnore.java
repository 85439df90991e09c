package io.firn.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of a working folder's {@code .gitignore} files, as the manual page gitignore(5) gives them: later rules win, nearer
 * files win, {@code !} takes back, a trailing slash means folders only, a slash inside binds to the file's folder. The user's
 * own excludes outside the repository are not read: they are not the same on two machines.
 */
final class GitIgnore {
    private static final int LIMIT = 1 << 20;

    private record Rule(Pattern pattern, boolean takesBack, boolean foldersOnly) {}

    private final Path root;
    private final Map<String, List<Rule>> rules = new HashMap<>();

    GitIgnore(Path root) {
        this.root = root;
    }

    /** Whether a path is left out; its folders were asked about before and are in. */
    boolean ignores(String path, boolean isFolder) {
        for (String folder = Entries.parentOf(path); ; folder = Entries.parentOf(folder)) {
            String below = folder.isEmpty() ? path : path.substring(folder.length() + 1);
            List<Rule> list = rules.computeIfAbsent(folder, this::read);
            for (int n = list.size() - 1; n >= 0; n--) {
                Rule rule = list.get(n);
                if ((isFolder || !rule.foldersOnly())
                        && rule.pattern().matcher(below).matches()) {
                    return !rule.takesBack();
                }
            }
            if (folder.isEmpty()) {
                return false;
            }
        }
    }

    private List<Rule> read(String folder) {
        Path file = root.resolve(folder).resolve(".gitignore");
        var list = new ArrayList<Rule>();
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LIMIT) {
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> parse(line, list));
            }
        } catch (IOException e) {
            return List.of(); // an unreadable .gitignore leaves nothing out, as with git
        }
        return list;
    }

    private static void parse(String line, List<Rule> into) {
        String text = line.replaceAll("(?<!\\\\)\\s+$", "");
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        boolean takesBack = text.startsWith("!");
        text = takesBack ? text.substring(1) : text;
        boolean foldersOnly = text.endsWith("/");
        text = foldersOnly ? text.substring(0, text.length() - 1) : text;
        boolean bound = text.contains("/");
        text = text.startsWith("/") ? text.substring(1) : text;
        if (text.isEmpty()) {
            return;
        }
        try {
            into.add(new Rule(Pattern.compile((bound ? "" : "(?:.*/)?") + regex(text)), takesBack, foldersOnly));
        } catch (PatternSyntaxException e) {
            return; // a rule that is no pattern matches nothing, as with git
        }
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        for (int n = 0; n < glob.length(); n++) {
            char c = glob.charAt(n);
            if (glob.startsWith("**/", n)) {
                regex.append("(?:.*/)?");
                n += 2;
            } else if (glob.startsWith("/**", n) && n + 3 == glob.length()) {
                regex.append("/.*");
                n += 2;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '[' && glob.indexOf(']', n + 2) > 0) {
                int end = glob.indexOf(']', n + 2);
                String set = glob.substring(n + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&", "\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                n = end;
            } else {
                if (c == '\\' && n + 1 < glob.length()) {
                    n++;
                }
                regex.append(Pattern.quote(String.valueOf(glob.charAt(n))));
            }
        }
        return regex.toString();
    }
}
