package io.firn.flake.java;

import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Deps;
import io.firn.flake.FileDigest;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a build by Maven or Gradle fetches. Neither has a lock file: the tool was run once while all that it asked of its registry
 * was written down, and the outcome belongs to the digest of the build files. It stands in the repository ({@code firn.deps.json}), or is recorded
 * by the service.
 */
public final class MavenDeps {
    /** The file in which a repository may carry it. */
    public static final String FILE = "firn.deps.json";

    private static final int LIMIT = 32 << 20;
    private static final int BUILD_FILES = 2000;
    private static final Set<String> TOOLS = Set.of("maven", "gradle");
    private static final List<String> SETTINGS = List.of(".mvn/extensions.xml", ".mvn/jvm.config", ".mvn/maven.config");

    private MavenDeps() {}

    /** Whether what the app depends on has to be resolved before it can be built. */
    public static boolean concerns(Plan plan) {
        return plan.stack().equals("java") && TOOLS.contains(tool(plan));
    }

    private static String tool(Plan plan) {
        return plan.settings().getOrDefault("tool", "maven");
    }

    /** What it depends on; a fault where nobody resolved it for these build files. */
    public static Deps read(Plan plan, Tree tree, Pins pins) {
        if (!concerns(plan)) {
            return Deps.none();
        }
        String digest = digest(plan, tree);
        return carried(tree, digest)
                .or(() -> pins.resolved(digest))
                .orElseThrow(() -> Fault.of(
                        FaultCode.UNSUPPORTED,
                        "Could not find out what the app depends on: " + tool(plan)
                                + " has no lock file, and nothing is recorded for these build files.",
                        "Deploy the app first, by the name that -a gives: the service resolves its dependencies once and records"
                                + " them."));
    }

    /** What the repository itself carries, where that was made for these very build files. */
    public static Optional<Deps> carried(Tree tree, String digest) {
        if (tree.entry(FILE).filter(TreeEntry::isFile).isEmpty()) {
            return Optional.empty();
        }
        String text = tree.text(FILE, LIMIT)
                .orElseThrow(() -> LockFault.file(FILE, "it is larger than " + LIMIT + " bytes", "Leave it out."));
        return Optional.of(Deps.parse(text)).filter(deps -> digest.equals(deps.lockDigest()));
    }

    /** SRI of all that decides what the tool fetches: the build files of every module, its settings, tools and goals. */
    public static String digest(Plan plan, Tree tree) {
        Plan.Toolchain jdk = plan.toolchain();
        Plan.Build build = plan.build();
        var text = new StringBuilder("1\n");
        line(text, "jdk", jdk == null ? "" : jdk.version());
        line(text, "build", build == null ? "" : build.command());
        Plan.Installer maven = plan.packageManager();
        line(text, tool(plan), maven == null || maven.version() == null ? "" : maven.version());
        for (String name : List.of("goals", "module")) {
            line(text, name, plan.settings().getOrDefault(name, ""));
        }
        Predicate<String> decides = tool(plan).equals("gradle") ? MavenDeps::gradleFile : MavenDeps::mavenFile;
        List<String> files = tree.entries().stream()
                .filter(TreeEntry::isFile)
                .map(TreeEntry::path)
                .filter(decides)
                .sorted()
                .toList();
        if (files.size() > BUILD_FILES) {
            throw LockFault.file(
                    files.getFirst(),
                    "the repository has more than " + BUILD_FILES + " build files",
                    "Name the app's folder.");
        }
        files.forEach(path -> line(text, path, FileDigest.sha256(tree, path)));
        return Sri.sha256(text.toString());
    }

    private static boolean mavenFile(String path) {
        return path.equals("pom.xml") || path.endsWith("/pom.xml") || SETTINGS.contains(path);
    }

    /** Scripts, their own code, properties, version catalogues and locks. */
    private static boolean gradleFile(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.endsWith(".gradle")
                || name.endsWith(".gradle.kts")
                || name.equals("gradle.properties")
                || path.startsWith("buildSrc/")
                || (path.startsWith("gradle/") && (name.endsWith(".toml") || name.endsWith(".lockfile")))
                || name.equals("gradle.lockfile");
    }

    /**
     * The outcome of a resolution.
     *
     * @param hashes path below the registry to SRI hash
     */
    public static Deps of(String digest, Map<String, String> hashes) {
        List<Deps.SourceFile> files = hashes.entrySet().stream()
                .map(file -> Deps.SourceFile.of(
                        name(file.getKey()), version(file.getKey()), "maven", file.getKey(), file.getValue()))
                .sorted(Comparator.comparing(Deps.SourceFile::file))
                .toList();
        return new Deps(1, "maven", digest, files, List.of());
    }

    /** {@code org/example/thing/1.0/thing-1.0.jar} is {@code org.example:thing}. */
    private static String name(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length < 4) {
            return path;
        }
        String group = String.join(".", List.of(parts).subList(0, parts.length - 3));
        return group + ":" + parts[parts.length - 3];
    }

    private static String version(String path) {
        String[] parts = path.split("/", -1);
        return parts.length < 4 ? "" : parts[parts.length - 2];
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('\t').append(value).append('\n');
    }
}
