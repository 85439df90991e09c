package io.firn.detect.node;

import io.firn.detect.Findings;
import io.firn.tree.TreeEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the programs of a project land that the TypeScript compiler translates. Paths are relative to the app's folder. */
final class TypeScript {
    /** Programs by their usual names, in the order in which they are looked for. */
    static final List<String> ENTRIES = List.of(
            "server.ts", "index.ts", "app.ts", "main.ts", "src/server.ts", "src/index.ts", "src/app.ts", "src/main.ts");

    private static final Pattern SOURCE = Pattern.compile("(?<!\\.d)\\.(?:ts|tsx|mts|cts)$");
    private static final Pattern SCRIPT = Pattern.compile("\\.(?:js|jsx|mjs|cjs)$");
    private static final Pattern WILD = Pattern.compile("[*?]");
    private static final int MOST_FOLDERS = 100;

    private final NodeApp app;
    private final Findings findings;
    private final TsConfig config;

    private TypeScript(NodeApp app, TsConfig config) {
        this.app = app;
        this.findings = app.findings();
        this.config = config;
    }

    /** The projects that a command compiles, in its order. */
    static List<TypeScript> of(NodeApp app, String command) {
        var projects = new ArrayList<TypeScript>();
        for (List<String> words : TscRuns.of(app, command)) {
            for (TsConfig config : configs(app, words)) {
                projects.add(new TypeScript(app, config));
            }
        }
        return projects;
    }

    private static List<TsConfig> configs(NodeApp app, List<String> words) {
        String folder =
                app.isWorkspace() ? app.folder().substring(0, app.folder().length() - 1) : "";
        var named = new ArrayList<String>();
        String project = null;
        String out = null;
        String root = null;
        boolean builds = false;
        boolean emits = true;
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word.toLowerCase(Locale.ROOT).replaceFirst("^--?", "-")) {
                case "-p", "-project" -> project = next(rest);
                case "-outdir" -> out = TsConfig.resolve(folder, next(rest)).orElse(null);
                case "-rootdir" -> root = TsConfig.resolve(folder, next(rest)).orElse(null);
                case "-b", "-build" -> builds = true;
                case "-noemit", "-emitdeclarationonly" -> emits = false;
                default -> {
                    if (!word.startsWith("-") && (builds || SOURCE.matcher(word).find())) {
                        named.add(word);
                    }
                }
            }
        }
        if (!emits) {
            return List.of();
        }
        if (!builds && !named.isEmpty()) {
            return List.of(TsConfig.plain(folder, named).withFolders(out, root));
        }
        List<String> projects = builds && !named.isEmpty() ? named : List.of(project == null ? "." : project);
        var configs = new ArrayList<TsConfig>();
        for (String each : projects) {
            Optional<TsConfig> read =
                    TsConfig.resolve(folder, each).flatMap(path -> TsConfig.read(app.findings(), path));
            if (read.isEmpty()) {
                continue; // the compiler will say so in the build
            }
            TsConfig config = read.get();
            configs.add(
                    config.withFolders(out == null ? config.outDir() : out, root == null ? config.rootDir() : root));
            if (builds) {
                config.references().stream()
                        .limit(20)
                        .flatMap(path -> TsConfig.read(app.findings(), path).stream())
                        .forEach(configs::add);
            }
        }
        return configs.stream().filter(TsConfig::emits).toList();
    }

    private static String next(Iterator<String> words) {
        return words.hasNext() ? words.next() : "";
    }

    /** Whether a path is where output goes. */
    boolean writes(String path) {
        String out = config.outDir();
        return out == null || TsConfig.isIn(out, app.folder() + path);
    }

    /** The program that a source becomes; empty where it is no input. */
    Optional<String> compiled(String source) {
        String path = app.folder() + source;
        if (!findings.has(path) || !isInput(path)) {
            return Optional.empty();
        }
        String out = config.outDir();
        String root = out == null ? "" : root();
        if (!TsConfig.isIn(root, path)) {
            return Optional.empty();
        }
        String rest = root.isEmpty() ? path : path.substring(root.length() + 1);
        String place = (out == null ? rest : TsConfig.below(out, rest)).replaceFirst("\\.([mc]?)tsx?$", ".$1js");
        return place.startsWith(app.folder())
                ? Optional.of(place.substring(app.folder().length()))
                : Optional.empty();
    }

    /** The source that is the app's program: by the manifest's {@code main}, by its usual names, or as the only one. */
    Optional<String> entry(Optional<String> main) {
        String stem = main.map(file -> file.replaceFirst("\\.[mc]?js$", "")).orElse("");
        Stream<String> asNamed = stem.isEmpty()
                ? Stream.of()
                : Stream.of(".ts", ".mts", ".cts", "/index.ts").map(stem::concat);
        String root = root();
        String inRoot =
                root.startsWith(app.folder()) ? root.substring(app.folder().length()) : "";
        List<String> files = config.files();
        return Stream.of(
                        asNamed,
                        files != null && files.size() == 1
                                ? files.stream()
                                        .filter(file -> file.startsWith(app.folder()))
                                        .map(file -> file.substring(app.folder().length()))
                                : Stream.<String>of(),
                        ENTRIES.stream(),
                        ENTRIES.stream().limit(4).map(name -> TsConfig.below(inRoot, name)),
                        only(inRoot).stream())
                .flatMap(each -> each)
                .filter(file -> compiled(file).isPresent())
                .findFirst();
    }

    private Optional<String> only(String folder) {
        String path = app.folder() + folder;
        List<TreeEntry> sources =
                findings.tree().list(path.endsWith("/") ? path.substring(0, path.length() - 1) : path).stream()
                        .filter(entry ->
                                entry.isFile() && SOURCE.matcher(entry.name()).find())
                        .filter(entry -> !entry.name().matches(".*\\.(?:test|spec|config)\\.[a-z]+"))
                        .toList();
        return sources.size() == 1
                ? Optional.of(sources.getFirst().path().substring(app.folder().length()))
                : Optional.empty();
    }

    private String root() {
        String given = config.rootDir();
        return given == null ? common() : given;
    }

    /** The deepest folder that holds every input: what stands for rootDir where it is not given. */
    private String common() {
        List<String> files = config.files();
        String common = null;
        for (String file : files == null ? List.<String>of() : files) {
            common = common(common, TsConfig.folderOf(file));
        }
        for (String base : bases()) {
            Deque<String> open = new ArrayDeque<>(List.of(base));
            if (findings.has(base)) {
                common = common(common, TsConfig.folderOf(base));
                continue;
            }
            for (int n = 0; n < MOST_FOLDERS && !open.isEmpty(); n++) {
                String folder = open.pop();
                if (common != null && TsConfig.isIn(common, folder)) {
                    continue; // nothing in it makes the common folder another one
                }
                for (TreeEntry entry : findings.tree().list(folder)) {
                    if (entry.isFile() && isInput(entry.path())) {
                        common = common(common, folder);
                    } else if (entry.kind() == TreeEntry.Kind.FOLDER && !isLeftOut(entry.path())) {
                        open.add(entry.path());
                    }
                }
            }
        }
        return common == null ? config.folder() : common;
    }

    private static String common(@Nullable String one, String other) {
        String common = one == null ? other : one;
        while (!TsConfig.isIn(common, other)) {
            common = TsConfig.folderOf(common);
        }
        return common;
    }

    /** The folders that the patterns of inputs begin with; the files among them stay as they are. */
    private List<String> bases() {
        List<String> include = config.include();
        if (include == null) {
            return config.files() == null ? List.of(config.folder()) : List.of();
        }
        return include.stream().map(TypeScript::base).distinct().toList();
    }

    private static String base(String pattern) {
        var wild = WILD.matcher(pattern);
        return wild.find() ? TsConfig.folderOf(pattern.substring(0, wild.start())) : pattern;
    }

    private boolean isInput(String path) {
        List<String> files = config.files();
        if (files != null && files.contains(path)) {
            return true;
        }
        boolean fits = SOURCE.matcher(path).find()
                || (config.allowJs() && SCRIPT.matcher(path).find());
        return fits && bases().stream().anyMatch(base -> TsConfig.isIn(base, path)) && !isLeftOut(path);
    }

    private boolean isLeftOut(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String out = config.outDir();
        return name.startsWith(".")
                || ("/" + path + "/").contains("/node_modules/")
                || (out != null && !out.equals(config.folder()) && TsConfig.isIn(out, path))
                || config.exclude().stream().anyMatch(pattern -> leavesOut(pattern, path, name));
    }

    /** Patterns of one folder or file, of all that have a name, and of all that end so; others count as not there. */
    private static boolean leavesOut(String pattern, String path, String name) {
        String folder = pattern.replaceFirst("/\\*\\*(?:/\\*)?$", "").replaceFirst("/\\*$", "");
        if (!WILD.matcher(folder).find()) {
            return !folder.isEmpty() && TsConfig.isIn(folder, path);
        }
        String last = folder.substring(folder.lastIndexOf('/') + 1);
        if (!folder.contains("**/")
                || WILD.matcher(last.replaceFirst("^\\*", "")).find()) {
            return false;
        }
        return last.startsWith("*") ? last.length() > 1 && name.endsWith(last.substring(1)) : name.equals(last);
    }
}
