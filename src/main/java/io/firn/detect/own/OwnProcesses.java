package io.firn.detect.own;

import io.firn.detect.Findings;
import io.firn.detect.Plan;

/** What is started of an app that its own Nix code makes. */
final class OwnProcesses {
    /** The command that the buildpack makes of the package's main program. */
    private static final String MAIN = "firn-main";

    private OwnProcesses() {}

    /** The plan: what the owner names, else the main program of what the code gives. */
    static Plan plan(Findings findings, String stack, String file) {
        findings.procfile();
        if (!findings.hasProcess("web")) {
            findings.process("web", MAIN, file, "the main program of what it gives is started");
        }
        if (findings.builds()) {
            findings.unmet(findings.refuse(
                    "a build command is named, and " + file + " says how the app is built",
                    "Remove [build] from firn.toml, or name another stack there."));
        }
        return findings.plan(stack, null);
    }
}
