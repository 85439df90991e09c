package io.firn.detect.docker;

import io.firn.detect.Findings;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets that RUN lines mount, as build secrets of the app: a mount's id in capitals is the name of one. See
 * https://docs.docker.com/reference/dockerfile/#run---mounttypesecret and docs/build-secrets.md.
 */
final class DockerSecrets {
    private static final String FOLDER = "/run/secrets/";
    private static final Pattern MOUNT = Pattern.compile("--mount=(\\S{1,300})\\s+");
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,62}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_]\\w{0,100}");

    private final Findings findings;
    private final TreeMap<String, Integer> needed = new TreeMap<>();

    DockerSecrets(Findings findings) {
        this.findings = findings;
    }

    /**
     * A secret of one RUN line.
     *
     * @param id as the Dockerfile calls it
     * @param target the file that the line's commands see
     * @param variable the variable that they see; empty is none
     */
    private record Mounted(String id, String target, String variable) {
        String name() {
            return id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        }
    }

    /** A build command of a RUN line with its secrets put where a build sees them; what cannot be put there is unmet. */
    String in(Dockerfile.Instruction run, String command) {
        String put = command;
        for (Mounted secret : mounted(run)) {
            String name = secret.name();
            Matcher file = Pattern.compile(Pattern.quote(secret.target()) + "(?![\\w.-])")
                    .matcher(put);
            if (!NAME.matcher(name).matches()) {
                DockerSteps.asIs(
                        findings, run, "\"" + Texts.shown(secret.id()) + "\" can be no name of a build secret");
            } else if (!file.find()
                    && secret.variable().isEmpty()
                    && !secret.target().startsWith(FOLDER)) {
                DockerSteps.asIs(
                        findings,
                        run,
                        "the secret \"" + Texts.shown(secret.id()) + "\" is wanted as " + Texts.shown(secret.target())
                                + ", and a build sees it as " + FOLDER + name);
            } else {
                needed.putIfAbsent(name, run.line());
                put = file.replaceAll(FOLDER + name);
                if (VARIABLE.matcher(secret.variable()).matches()
                        && !secret.variable().equals(name)) {
                    put = secret.variable() + "=\"$" + name + "\" " + put;
                }
            }
        }
        return put;
    }

    /** A step that the stack does by itself: keys of registries are not given to a build. */
    void unused(Dockerfile.Instruction run) {
        for (Mounted secret : mounted(run)) {
            findings.warn("Line " + run.line() + " of the Dockerfile gives the secret \"" + Texts.shown(secret.id())
                    + "\" to what Firn does by itself. If it is a registry's key, give it by firn registries.");
        }
    }

    /** Says which secrets the plan needs. */
    void decide() {
        if (!needed.isEmpty()) {
            var words = new ArrayList<String>();
            needed.forEach((name, line) -> words.add(name + "=" + line));
            findings.setting(
                    Plan.MOUNTS,
                    String.join(" ", words),
                    Dockerfile.FILE,
                    "its RUN lines mount these secrets, NAME=LINE");
        }
    }

    private static List<Mounted> mounted(Dockerfile.Instruction run) {
        var secrets = new ArrayList<Mounted>();
        Matcher mount = MOUNT.matcher(run.text());
        while (mount.find()) {
            Map<String, String> options = new HashMap<>();
            for (String option : mount.group(1).split(",", 20)) {
                String[] pair = option.split("=", 2);
                options.put(pair[0].toLowerCase(Locale.ROOT), pair.length > 1 ? pair[1].replaceAll("[\"']", "") : "");
            }
            if (options.getOrDefault("type", "").equals("secret")) {
                String target = options.getOrDefault(
                        "target", options.getOrDefault("dst", options.getOrDefault("destination", "")));
                String id = options.getOrDefault("id", target.substring(target.lastIndexOf('/') + 1));
                secrets.add(new Mounted(id, target.isEmpty() ? FOLDER + id : target, options.getOrDefault("env", "")));
            }
        }
        return secrets;
    }
}
