package io.firn.flake.golang;

import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packages of other modules that an app's Go files import. Only the clauses at a file's beginning are read; what is missed
 * is compiled with the app.
 */
final class Imports {
    private static final int SMALL = 1 << 20;
    private static final int FILES = 20_000;
    private static final int PACKAGES = 5_000;
    private static final int LINES = 2_000;
    private static final Pattern PATH = Pattern.compile("\"([A-Za-z0-9][A-Za-z0-9._~/+-]{2,300})\"");
    private static final Pattern DECLARATION = Pattern.compile("(?:func|type|var|const)\\b.*");

    private Imports() {}

    /** Import paths whose first part is a host's name, sorted; those of the app's own module are left out. */
    static List<String> of(Tree tree, String module) {
        var packages = new TreeSet<String>();
        int files = 0;
        for (TreeEntry entry : tree.entries()) {
            String path = entry.path();
            boolean code = entry.isFile()
                    && path.endsWith(".go")
                    && !path.endsWith("_test.go")
                    && !("/" + path).contains("/testdata/")
                    && !path.startsWith("vendor/");
            if (code && ++files <= FILES && packages.size() <= PACKAGES) {
                tree.text(path, SMALL).ifPresent(text -> read(text, module, packages));
            }
        }
        return List.copyOf(packages);
    }

    private static void read(String text, String module, Set<String> packages) {
        boolean block = false;
        for (String raw : (Iterable<String>) text.lines().limit(LINES)::iterator) {
            String line = raw.strip();
            if (block) {
                block = !line.startsWith(")");
                if (block && !line.startsWith("//")) {
                    add(line, module, packages);
                }
            } else if (line.startsWith("import")) {
                block = line.contains("(") && !line.contains(")");
                add(line, module, packages);
            } else if (DECLARATION.matcher(line).matches()) {
                return;
            }
        }
    }

    private static void add(String line, String module, Set<String> packages) {
        Matcher path = PATH.matcher(line);
        while (path.find()) {
            String name = path.group(1);
            boolean outside = name.substring(0, Math.max(name.indexOf('/'), 0)).contains(".");
            boolean own = name.equals(module) || name.startsWith(module + "/");
            if (outside && !own && !name.contains("..")) {
                packages.add(name);
            }
        }
    }
}
