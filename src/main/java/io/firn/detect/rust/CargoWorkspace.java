package io.firn.detect.rust;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Findings;
import io.firn.detect.Texts;
import io.firn.detect.Toml;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The packages that a root Cargo.toml leads to: its own, and the members of its workspace.
 *
 * @param isWorkspace whether it has a workspace table
 * @param packages the root's own first, then by folder
 * @param defaults folders of {@code default-members}; empty where it names none
 */
record CargoWorkspace(boolean isWorkspace, List<CargoPackage> packages, Set<String> defaults) {
    private static final int MEMBERS = 500;

    CargoWorkspace {
        packages = List.copyOf(packages);
        defaults = Set.copyOf(defaults);
    }

    static CargoWorkspace read(Findings findings) {
        JsonNode root = Toml.required(findings, CargoPackage.FILE);
        JsonNode workspace = root.path("workspace");
        var packages = new ArrayList<CargoPackage>();
        CargoPackage.of(findings, "", root, workspace).ifPresent(packages::add);
        var excluded = folders(findings, workspace.path("exclude"));
        for (String folder : folders(findings, workspace.path("members"))) {
            if (excluded.contains(folder) || folder.isEmpty() || !findings.has(folder + "/" + CargoPackage.FILE)) {
                continue;
            }
            JsonNode manifest = Toml.required(findings, folder + "/" + CargoPackage.FILE);
            CargoPackage.of(findings, folder, manifest, workspace).ifPresent(packages::add);
            if (packages.size() > MEMBERS) {
                throw findings.refuse(
                        "the workspace has more than " + MEMBERS + " members",
                        "Deploy the folder of the member that runs.");
            }
        }
        return new CargoWorkspace(workspace.isObject(), packages, folders(findings, workspace.path("default-members")));
    }

    /** Folders of a list whose entries may have {@code *} as a whole part or within one. */
    private static Set<String> folders(Findings findings, JsonNode list) {
        var folders = new LinkedHashSet<String>();
        for (JsonNode entry : list) {
            String glob = entry.asText().replaceFirst("^\\./", "").replaceFirst("/+$", "");
            if (glob.startsWith("/") || ("/" + glob + "/").contains("/../")) {
                throw findings.refuse(
                        "the workspace member \"" + Texts.shown(glob) + "\" is not inside the repository",
                        "Correct \"members\" in Cargo.toml, or deploy the folder that holds all members.");
            }
            expand(findings, "", glob.equals(".") ? List.of() : List.of(glob.split("/", -1)), folders);
        }
        return folders;
    }

    private static void expand(Findings findings, String base, List<String> parts, Set<String> into) {
        var level = new ArrayList<>(List.of(base));
        for (String part : parts) {
            var next = new ArrayList<String>();
            for (String folder : level) {
                for (TreeEntry entry : findings.tree().list(folder)) {
                    if (entry.kind() == TreeEntry.Kind.FOLDER
                            && matches(part, entry.name())
                            && next.size() < 2 * MEMBERS) {
                        next.add(entry.path());
                    }
                }
            }
            level = next;
        }
        into.addAll(level);
    }

    /** One {@code *} or {@code ?} pattern against a name, without regular expressions: time is at most their product. */
    static boolean matches(String glob, String name) {
        int g = 0;
        int n = 0;
        int star = -1;
        int mark = 0;
        while (n < name.length()) {
            if (g < glob.length()
                    && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))
                    && glob.charAt(g) != '*') {
                g++;
                n++;
            } else if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                mark = n;
            } else if (star >= 0) {
                g = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
