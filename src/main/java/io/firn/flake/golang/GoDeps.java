package io.firn.flake.golang;

import io.firn.detect.Texts;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads go.sum. Its hashes are of what is in an archive, not of the archive: the archive's own is looked up once and recorded
 * ({@link Pins}), and Go compares its content with go.sum when the app is built. Files lie below the registry {@code goproxy} as
 * https://go.dev/ref/mod#goproxy-protocol says.
 */
public final class GoDeps {
    private static final int LIMIT = 16 << 20;
    private static final int SMALL = 1 << 20;
    private static final int MODULES = 20_000;
    private static final List<String> SUMS = List.of("go.sum", "go.work.sum");
    private static final Pattern LINE = Pattern.compile("(\\S{1,300}) (\\S{1,200}) h1:[A-Za-z0-9+/]{43}=");
    private static final Pattern MODULE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*");
    private static final Pattern VERSION = Pattern.compile("v[0-9][0-9A-Za-z.+-]*");
    private static final Pattern NAME = Pattern.compile("(?m)^module[ \\t]+\"?([^\\s\"]{1,300})");
    private static final Pattern REQUIRES = Pattern.compile("(?m)^require[ \\t(]");

    private GoDeps() {}

    /** The modules of the app in the tree; none where the repository carries them. A fault names the one that cannot be had. */
    public static Deps read(Tree tree, Pins pins) {
        if (tree.entry("vendor/modules.txt").isPresent()) {
            return Deps.none();
        }
        var text = new StringBuilder();
        for (String file : SUMS) {
            if (tree.entry(file).filter(TreeEntry::isFile).isPresent()) {
                text.append(tree.text(file, LIMIT)
                        .orElseThrow(() -> LockFault.file(
                                file, "it is larger than " + LIMIT + " bytes", "Run \"go mod tidy\" and commit it.")));
            }
        }
        if (text.isEmpty()) {
            return without(tree);
        }
        var wanted = new TreeSet<Pins.Wanted>();
        text.toString().lines().filter(line -> !line.isBlank()).forEach(line -> wanted.add(wanted(line.strip())));
        if (wanted.size() > MODULES) {
            throw LockFault.file("go.sum", "it names more than " + MODULES + " files", "Use fewer modules.");
        }
        Map<Pins.Wanted, String> hashes = new TreeMap<>(pins.hashes(wanted));
        var files = new ArrayList<Deps.SourceFile>();
        for (Pins.Wanted one : wanted) {
            String hash = hashes.get(one);
            if (hash == null) {
                throw LockFault.entry(
                        "go.sum",
                        one.name() + " " + one.version(),
                        "the registry goproxy could not be asked for it, or does not have it",
                        "Run \"go mod vendor\" and commit the vendor folder, or set firn.mirror.goproxy.");
            }
            files.add(new Deps.SourceFile(
                    one.name(),
                    one.version(),
                    null,
                    one.registry(),
                    one.file(),
                    hash,
                    false,
                    false,
                    List.of(),
                    List.of(),
                    List.of()));
        }
        return new Deps(
                1, "go", Sri.sha256(text.toString()), files, List.of(), List.of(), Imports.of(tree, module(tree)));
    }

    /** The packages of other modules that the app imports, sorted. */
    public static List<String> imports(Tree tree) {
        return Imports.of(tree, module(tree));
    }

    private static String module(Tree tree) {
        Matcher name = NAME.matcher(tree.text("go.mod", SMALL).orElse(""));
        return name.find() ? name.group(1) : "";
    }

    private static Deps without(Tree tree) {
        if (REQUIRES.matcher(tree.text("go.mod", SMALL).orElse("")).find()) {
            throw LockFault.file(
                    "go.mod", "it requires modules, and there is no go.sum", "Run \"go mod tidy\" and commit go.sum.");
        }
        return Deps.none();
    }

    private static Pins.Wanted wanted(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw LockFault.entry(
                    "go.sum", Texts.shown(line), "it is no line of Go's form", "Run \"go mod tidy\" and commit it.");
        }
        String module = parts.group(1);
        boolean description = parts.group(2).endsWith("/go.mod");
        String version = description
                ? parts.group(2).substring(0, parts.group(2).length() - "/go.mod".length())
                : parts.group(2);
        if (!MODULE.matcher(module).matches()
                || module.contains("..")
                || !VERSION.matcher(version).matches()) {
            throw LockFault.entry(
                    "go.sum",
                    Texts.shown(line),
                    "its module or version is none of Go's form",
                    "Run \"go mod tidy\" and commit it.");
        }
        String file = escaped(module) + "/@v/" + escaped(version) + (description ? ".mod" : ".zip");
        return new Pins.Wanted("goproxy", module, version, file);
    }

    /** Capital letters are written as an exclamation mark and the small letter, for file systems that do not tell them apart. */
    static String escaped(String path) {
        var text = new StringBuilder();
        path.chars().forEach(c -> {
            if (c >= 'A' && c <= 'Z') {
                text.append('!').append(String.valueOf((char) c).toLowerCase(Locale.ROOT));
            } else {
                text.append((char) c);
            }
        });
        return text.toString();
    }
}
