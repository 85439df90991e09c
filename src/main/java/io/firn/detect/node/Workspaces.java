package io.firn.detect.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Findings;
import io.firn.detect.Yaml;
import io.firn.fault.Fault;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The members of a workspace, as {@code workspaces} of the manifest or pnpm-workspace.yaml name them; only folders that a pattern
 * can mean are listed, at most {@value #MOST} of them.
 */
final class Workspaces {
    private static final int MOST = 300;
    private static final int DEEPEST = 4;

    private final Findings findings;
    private final Set<String> found = new LinkedHashSet<>();
    private int listed;

    private Workspaces(Findings findings) {
        this.findings = findings;
    }

    /** Folders of the members that have a manifest, each with a slash at its end, in the order of the patterns. */
    static List<String> of(Findings findings, NodePackage root) {
        var patterns = new ArrayList<>(root.workspaces());
        patterns.addAll(pnpm(findings));
        var workspaces = new Workspaces(findings);
        var taken = new ArrayList<Pattern>();
        for (String pattern : patterns) {
            String plain = pattern.replaceFirst("^\\./", "").replaceFirst("/+$", "");
            if (plain.startsWith("!")) {
                taken.add(glob(plain.substring(1)));
            } else if (!plain.isEmpty() && plain.length() <= 200 && !plain.startsWith("/")) {
                workspaces.expand("", List.of(plain.split("/", -1)), 0);
            }
        }
        return workspaces.found.stream()
                .filter(folder -> taken.stream().noneMatch(not -> not.matcher(folder.substring(0, folder.length() - 1))
                        .matches()))
                .toList();
    }

    /** Whether the root has any. */
    static boolean any(Findings findings, NodePackage root) {
        return !root.workspaces().isEmpty() || !pnpm(findings).isEmpty();
    }

    private static List<String> pnpm(Findings findings) {
        String file = "pnpm-workspace.yaml";
        var patterns = new ArrayList<String>();
        findings.text(file).ifPresent(text -> {
            try {
                for (JsonNode pattern : Yaml.tree(file, text).path("packages")) {
                    patterns.add(pattern.asText());
                }
            } catch (Fault broken) {
                findings.unmet(broken);
            }
        });
        return patterns;
    }

    private void expand(String folder, List<String> parts, int deep) {
        if (found.size() >= MOST || listed >= MOST || deep > DEEPEST * 2) {
            return;
        }
        if (parts.isEmpty()) {
            if (!folder.isEmpty() && NodePackage.file(findings.tree(), folder).isPresent()) {
                found.add(folder);
            }
            return;
        }
        String part = parts.getFirst();
        List<String> rest = parts.subList(1, parts.size());
        if (part.equals("**")) {
            expand(folder, rest, deep + 1);
        }
        if (!part.contains("*") && !part.contains("?")) {
            if (!part.equals("..") && !part.equals(".")) {
                expand(folder + part + "/", rest, deep + 1);
            }
            return;
        }
        listed++;
        Pattern wanted = glob(part.equals("**") ? "*" : part);
        for (TreeEntry entry : findings.tree().list(folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1))) {
            if (entry.kind() == TreeEntry.Kind.FOLDER
                    && !entry.name().equals("node_modules")
                    && !entry.name().startsWith(".")
                    && wanted.matcher(entry.name()).matches()) {
                boolean deeper = part.equals("**") && deep < DEEPEST;
                expand(entry.path() + "/", deeper ? parts : rest, deep + 1);
            }
        }
    }

    private static Pattern glob(String glob) {
        var regex = new StringBuilder();
        for (int n = 0; n < glob.length(); n++) {
            char c = glob.charAt(n);
            if (glob.startsWith("**", n)) {
                regex.append(".*");
                n++;
            } else if (c == '*') {
                regex.append("[^/]*+");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
