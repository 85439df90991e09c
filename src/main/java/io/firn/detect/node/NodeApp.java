package io.firn.detect.node;

import io.firn.detect.Findings;
import io.firn.detect.Shell;
import java.util.List;
import java.util.Optional;

/**
 * The app of a repository: its root, or one of its workspaces.
 *
 * @param findings the plan that is made
 * @param folder {@code ""} for the root, else a path with a slash at its end
 * @param manifest the app's own manifest
 * @param root the manifest at the root; the same where the app is there
 * @param manager who installs and runs scripts
 */
record NodeApp(Findings findings, String folder, NodePackage manifest, NodePackage root, NodeInstaller manager) {

    boolean isWorkspace() {
        return !folder.isEmpty();
    }

    boolean has(String file) {
        return findings.has(folder + file);
    }

    Optional<String> text(String file) {
        return findings.text(folder + file);
    }

    /** The first configuration file of a tool: {@code base} with one of the endings that JavaScript has. */
    Optional<String> config(String base) {
        return List.of(".js", ".mjs", ".ts", ".mts", ".cjs", ".cts").stream()
                .map(ending -> base + ending)
                .filter(this::has)
                .findFirst();
    }

    /** Whether a package is there while the app is built; a workspace also has what the root asks for. */
    boolean dependsOn(String name) {
        return manifest.dependsOn(name) || (isWorkspace() && root.dependsOn(name));
    }

    /** Whether a package is there while the app runs. */
    boolean runsWith(String name) {
        return manifest.runsWith(name) || (isWorkspace() && root.runsWith(name));
    }

    /** A command that is run in the app's folder. */
    String inFolder(String command) {
        return isWorkspace()
                ? "cd " + Shell.quote(folder.substring(0, folder.length() - 1)) + " && " + command
                : command;
    }

    /** The command that runs one of the app's own scripts. */
    String run(String script) {
        return inFolder(manager.run(script));
    }
}
