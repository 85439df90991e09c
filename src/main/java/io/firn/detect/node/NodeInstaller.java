package io.firn.detect.node;

import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.FirnToml;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import io.firn.detect.ToolFiles;
import io.firn.detect.VersionChoice;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import io.firn.fault.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who installs a Node.js app's dependencies: as {@code packageManager} says, else by the lock file, else by {@code engines}, by
 * a manager's own settings file, by a version file; npm where nothing says.
 *
 * @param name npm, yarn, pnpm or bun
 * @param version exact, where something asks for one
 * @param locked whether its lock file is there
 */
record NodeInstaller(String name, @Nullable String version, boolean locked) {
    private static final List<String> NAMES = List.of("pnpm", "yarn", "bun", "npm");

    /** Lock files, in the order that decides between several: npm's last, as it is the one that is left over. */
    private static final Map<String, String> LOCKS = locks();

    private static final Map<String, String> SETTINGS = Map.of(
            "pnpm-workspace.yaml", "pnpm",
            ".pnpmfile.cjs", "pnpm",
            ".yarnrc.yml", "yarn",
            ".yarnrc", "yarn",
            "bunfig.toml", "bun",
            ".bun-version", "bun");

    private static final Pattern NAMED = Pattern.compile("(npm|yarn|pnpm|bun)(?:@v?([^+]{1,100})(?:\\+.*)?)?");
    private static final Pattern LOCK_FORM =
            Pattern.compile("(?m)^(?:lockfileVersion:\\s*['\"]?|\\s+version:\\s*)(\\d+)(?:\\.(\\d+))?");

    /** Which it is, noted with its reason and version. */
    static NodeInstaller choose(Findings findings, NodePackage manifest) {
        List<String> locks = LOCKS.keySet().stream().filter(findings::has).toList();
        String[] choice = said(findings)
                .or(() -> named(findings, manifest))
                .or(() -> byLock(manifest, locks))
                .or(() -> byEngines(manifest))
                .or(() -> bySettings(findings))
                .or(() -> byToolFile(findings))
                .or(() -> byTypes(manifest))
                .orElse(new String[] {"npm", manifest.file(), "nothing names another one"});
        String name = choice[0];
        List<String> own =
                locks.stream().filter(lock -> name.equals(LOCKS.get(lock))).toList();
        for (String lock : locks) {
            if (!name.equals(LOCKS.get(lock))) {
                findings.warn(lock + " is not read: " + choice[2] + ", so " + name + " is used. Remove it.");
            }
        }
        String version = version(findings, manifest, name, own);
        findings.installer(name, version, choice[1], choice[2]);
        if (own.isEmpty() && manifest.dependsAtAll() && !manifest.file().equals(NodePackage.FILE)) {
            findings.unmet(findings.refuse(
                    manifest.file() + " names dependencies, and there is no " + lockOf(name)
                            + " that says which exact ones",
                    "Run \"" + installs(name) + "\" and commit " + lockOf(name) + "."));
        } else if (own.isEmpty() && manifest.dependsAtAll()) {
            findings.unlocked(manifest.file(), "there is no " + lockOf(name), lockOf(name), installs(name));
        }
        return new NodeInstaller(name, version, !own.isEmpty());
    }

    /** The command that runs a script of the manifest. */
    String run(String script) {
        return name.equals("npm") && script.equals("start") ? "npm start" : name + " run " + script;
    }

    /** The command that runs a script in every workspace that has it, in the order of their dependencies where it can. */
    String runEverywhere(String script) {
        return switch (name) {
            case "pnpm" -> "pnpm -r run " + script;
            case "yarn" ->
                version != null && version.startsWith("1.")
                        ? "yarn workspaces run " + script
                        : "yarn workspaces foreach -A -t run " + script;
            case "bun" -> "bun run --filter '*' " + script;
            default -> "npm run " + script + " --workspaces --if-present";
        };
    }

    private static Optional<String[]> said(Findings findings) {
        Optional<String> name = findings.owner().text("package-manager");
        if (name.isPresent() && !NAMES.contains(name.get())) {
            findings.unmet(findings.refuse(
                    "firn.toml names the package manager \"" + Texts.shown(name.get())
                            + "\", which Node.js apps do not have here",
                    "Name one of npm, yarn, pnpm and bun."));
            return Optional.empty();
        }
        return name.map(said -> new String[] {said, FirnToml.FILE, "firn.toml says so"});
    }

    private static Optional<String[]> named(Findings findings, NodePackage manifest) {
        for (Optional<String> given : List.of(manifest.packageManager(), manifest.devPackageManager())) {
            if (given.isPresent()) {
                Matcher matcher = NAMED.matcher(given.get());
                if (matcher.matches()) {
                    return Optional.of(new String[] {
                        matcher.group(1), manifest.file(), "packageManager in " + manifest.file() + " names it"
                    });
                }
                findings.warn("packageManager in " + manifest.file() + " is \"" + Texts.shown(given.get())
                        + "\", which is none of npm, yarn, pnpm and bun; it is not read.");
            }
        }
        return Optional.empty();
    }

    private static Optional<String[]> byLock(NodePackage manifest, List<String> locks) {
        Optional<String[]> engine = byEngines(manifest)
                .filter(choice -> locks.stream().anyMatch(lock -> choice[0].equals(LOCKS.get(lock))));
        if (engine.isPresent() && locks.size() > 1) {
            return engine;
        }
        return locks.stream().findFirst().map(lock ->
                new String[] {LOCKS.getOrDefault(lock, "npm"), lock, lock + " is there"});
    }

    private static Optional<String[]> byEngines(NodePackage manifest) {
        return NAMES.stream()
                .filter(name -> manifest.engine(name).isPresent())
                .findFirst()
                .map(name -> new String[] {name, manifest.file(), "engines." + name + " asks for it"});
    }

    private static Optional<String[]> bySettings(Findings findings) {
        return SETTINGS.keySet().stream()
                .sorted()
                .filter(findings::has)
                .findFirst()
                .map(file -> new String[] {SETTINGS.getOrDefault(file, "npm"), file, file + " is there"});
    }

    /** What {@code bun init} writes, and nothing else needs. */
    private static Optional<String[]> byTypes(NodePackage manifest) {
        return List.of("@types/bun", "bun-types").stream()
                .filter(manifest::dependsOn)
                .findFirst()
                .map(name -> new String[] {"bun", manifest.file(), "it depends on " + name});
    }

    private static Optional<String[]> byToolFile(Findings findings) {
        for (String name : NAMES) {
            Optional<Ask> ask = ToolFiles.ask(findings, name);
            if (ask.isPresent()) {
                return Optional.of(new String[] {name, ask.get().file(), "it names " + name});
            }
        }
        return Optional.empty();
    }

    /** Exact, out of what the package set offers; none is its standard one, and for npm the one that comes with Node.js. */
    private static @Nullable String version(Findings findings, NodePackage manifest, String name, List<String> locks) {
        var asks = new ArrayList<Ask>();
        for (Optional<String> given : List.of(manifest.packageManager(), manifest.devPackageManager())) {
            Matcher matcher = NAMED.matcher(given.orElse(""));
            if (matcher.matches() && name.equals(matcher.group(1)) && matcher.group(2) != null) {
                asks.add(new Ask(matcher.group(2), manifest.file(), "packageManager in " + manifest.file(), false));
            }
        }
        manifest.engine(name).ifPresent(range -> asks.add(Ask.limit(range, manifest.file(), "engines." + name)));
        manifest.volta(name)
                .ifPresent(
                        version -> asks.add(new Ask(version, manifest.file(), "volta in " + manifest.file(), false)));
        if (name.equals("bun")) {
            findings.text(".bun-version").ifPresent(text -> asks.add(Ask.named(text.strip(), ".bun-version")));
        }
        ToolFiles.ask(findings, name).ifPresent(asks::add);
        locks.stream().findFirst().flatMap(lock -> byForm(findings, lock)).ifPresent(asks::add);
        if (asks.isEmpty() && name.equals("npm")) {
            return null;
        }
        var tool = VersionedTool.of(name, name, VersionRule.SEMVER, 1);
        try {
            Plan.Toolchain chosen = VersionChoice.choose(findings, tool, "packageManager.version", asks);
            return chosen.version();
        } catch (Fault notOffered) {
            findings.unmet(notOffered);
            return null;
        }
    }

    /** The release line that writes lock files of this form; a newer one would want to write them anew. */
    private static Optional<Ask> byForm(Findings findings, String lock) {
        String text = findings.head(lock, 4096).orElse("");
        Matcher form = LOCK_FORM.matcher(text);
        boolean found = form.find();
        int major = found
                ? Integer.parseInt(
                        form.group(1).substring(0, Math.min(4, form.group(1).length())))
                : 0;
        String range =
                switch (lock) {
                    case "pnpm-lock.yaml" -> !found ? "" : major == 5 ? "^7" : major == 6 ? "^8" : "9 || 10 || 11";
                    case "yarn.lock" ->
                        text.contains("yarn lockfile v1") || !found
                                ? "^1"
                                : major <= 4 ? "^2" : major <= 7 ? "^3" : "^4";
                    default -> "";
                };
        return range.isEmpty() ? Optional.empty() : Optional.of(new Ask(range, lock, "the form of " + lock, true));
    }

    private static String lockOf(String name) {
        return switch (name) {
            case "npm" -> "package-lock.json";
            case "yarn" -> "yarn.lock";
            case "pnpm" -> "pnpm-lock.yaml";
            default -> "bun.lock";
        };
    }

    private static String installs(String name) {
        return switch (name) {
            case "npm" -> "npm install";
            case "pnpm" -> "pnpm install --lockfile-only";
            default -> name + " install";
        };
    }

    private static Map<String, String> locks() {
        var locks = new LinkedHashMap<String, String>();
        locks.put("pnpm-lock.yaml", "pnpm");
        locks.put("yarn.lock", "yarn");
        locks.put("bun.lock", "bun");
        locks.put("bun.lockb", "bun");
        locks.put("package-lock.json", "npm");
        locks.put("npm-shrinkwrap.json", "npm");
        return locks;
    }
}
