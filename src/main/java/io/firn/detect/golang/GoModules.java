package io.firn.detect.golang;

import io.firn.detect.Findings;
import io.firn.detect.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The modules of a tree: the one at its root, and those that go.work uses.
 *
 * @param root the root's go.mod, or its go.work where it has no module
 * @param file which of them
 * @param modules by folder; empty for the root
 */
record GoModules(GoMod root, String file, SortedMap<String, GoMod> modules) {
    static final String MOD = "go.mod";
    static final String WORK = "go.work";
    private static final int USED = 200;

    static GoModules read(Findings findings) {
        var modules = new TreeMap<String, GoMod>();
        if (findings.has(MOD)) {
            modules.put("", parse(findings, MOD));
        }
        if (findings.has(WORK)) {
            GoMod work = parse(findings, WORK);
            for (String used : work.uses().subList(0, Math.min(USED, work.uses().size()))) {
                String folder = used.replaceFirst("^(?:\\./)+", "").replaceFirst("/+$", "");
                if (folder.startsWith("/") || ("/" + folder + "/").contains("/../")) {
                    findings.warn("go.work uses \"" + Texts.shown(used) + "\", which is not inside the repository.");
                } else if (!folder.isEmpty() && !folder.equals(".") && findings.has(folder + "/" + MOD)) {
                    modules.put(folder, parse(findings, folder + "/" + MOD));
                }
            }
            if (!findings.has(MOD)) {
                return new GoModules(work, WORK, modules);
            }
        }
        return new GoModules(modules.getOrDefault("", GoMod.parse("")), MOD, modules);
    }

    /** What the modules need from elsewhere, each with its version. */
    List<String> outer() {
        List<String> own = modules.values().stream()
                .flatMap(module -> module.module() == null ? Stream.empty() : Stream.of(module.module()))
                .toList();
        var outer = new ArrayList<String>();
        for (Map.Entry<String, GoMod> module : modules.entrySet()) {
            module.getValue().requires().stream()
                    .filter(required -> !own.contains(required.replaceFirst("\\s.*", "")))
                    .forEach(outer::add);
        }
        return outer;
    }

    /** A module that the root asks for by itself, and of which these lines of go.sum say nothing; one that another takes the place of is left out. */
    Optional<String> unnamed(String sums) {
        Set<String> named = sums.lines()
                .map(line -> line.strip().split("\\s+", 3))
                .filter(words -> words.length == 3)
                .map(words -> words[0] + " " + words[1].replaceFirst("/go\\.mod$", ""))
                .collect(Collectors.toSet());
        List<String> own = modules.values().stream()
                .flatMap(module -> Stream.ofNullable(module.module()))
                .toList();
        return root.requires().stream()
                .map(required -> required.replaceAll("[\"`]", "").replaceAll("\\s+", " "))
                .filter(required -> !named.contains(required))
                .filter(required -> !own.contains(required.replaceFirst(" .*", "")))
                .filter(required -> !root.aside().contains(required.replaceFirst(" .*", "")))
                .findFirst();
    }

    private static GoMod parse(Findings findings, String file) {
        return GoMod.parse(findings.text(file).orElse(""));
    }
}
