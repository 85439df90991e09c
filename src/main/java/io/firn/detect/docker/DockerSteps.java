package io.firn.detect.docker;

import io.firn.detect.Findings;
import io.firn.detect.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sorts the commands of RUN lines: what a stack does by itself, what its build command does, and what neither can do. */
final class DockerSteps {
    /** Installing what a lock file names: each stack does that in a derivation of its own. */
    private static final Pattern INSTALLS = Pattern.compile("(?:sudo )?(?:npm (?:ci|install|i)\\b(?!"
            + " +(?:-g|--global))(?: +-\\S+){0,30}|(?:yarn|pnpm|bun)(?: +(?:install|i|fetch))?(?: +--?\\S+){0,30}|corepack"
            + " .{0,80}|npm (?:i|install) +(?:-g|--global) +(?:npm|yarn|pnpm|corepack)(?:@\\S+)?|npm cache"
            + " .{0,40}|(?:python3? -m )?pip3? install(?: +--?\\S+){0,30} +(?:-r|--requirement)[ =]\\S+(?:"
            + " +--?\\S+){0,30}|(?:python3? -m )?pip3? install(?: +--?\\S+){0,30}"
            + " +(?:pip|uv|poetry|pipenv|pdm|setuptools|wheel)(?:[=<>~]=?\\S*)?(?: +(?:setuptools|wheel)){0,30}|poetry"
            + " (?:install|config)\\b.{0,120}|uv (?:sync|pip install)\\b.{0,120}|pipenv (?:install|sync)\\b.{0,120}|pdm"
            + " (?:install|sync)\\b.{0,120}|go mod (?:download|tidy|verify)(?: -x)?|bundle"
            + " (?:install|config)\\b.{0,120}|gem install bundler.{0,40}|cargo (?:fetch|chef)\\b.{0,120}|composer"
            + " (?:install|dump-autoload)\\b.{0,120}|docker-php-ext-(?:install|enable)\\b.{0,200}|(?:\\./)?mvnw?"
            + " .{0,80}dependency:\\S+.{0,80}|(?:\\./)?gradlew? .{0,40}dependencies\\b.{0,80})");

    /** Housekeeping of an image that has no meaning where each path is its own. */
    private static final Pattern KEEPS = Pattern.compile("(?:sudo"
            + " )?(?:(?:mkdir|chown|chmod|adduser|addgroup|useradd|groupadd|usermod|rm|touch|ln|set|true|cd|echo|env|printenv|pwd|ls|whoami|id|which|date|uname)\\b.{0,300}|apt(?:-get)?"
            + " (?:-\\S+ ){0,30}(?:update|clean|autoremove|upgrade)\\b.{0,80}|apk (?:update|upgrade)\\b.{0,40})");

    /** What goes into a file, but into one of the image's own system. */
    private static final Pattern WRITES =
            Pattern.compile("echo\\b[^>]{0,1000}>>? *(?!/(?:dev|etc|proc|root|var)/|~|\\$HOME)[\\w./$][^>]{0,300}");

    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|'[^']*+'");
    private static final int STEPS = 200;
    private static final Pattern SYSTEM = Pattern.compile(
            "(?:sudo )?(?:apt(?:-get)? (?:-\\S+ ){0,30}install|apk (?:--\\S+ ){0,30}add)\\b(.{0,1000})");
    private static final List<String> THERE = List.of(
            "ca-certificates",
            "tzdata",
            "bash",
            "curl",
            "wget",
            "git",
            "make",
            "g++",
            "gcc",
            "libc-dev",
            "musl-dev",
            "build-essential",
            "build-base",
            "python3",
            "openssl",
            "dumb-init",
            "tini",
            "libc6-compat",
            "gnupg",
            "unzip",
            "zip",
            "pkg-config");

    /** What a command is given from a secret's file. */
    private static final String FROM_SECRET = "\"?\\$\\((?:cat )?<? ?/run/secrets/[\\w.-]{1,100}\\)\"?";

    private static final Pattern EXPORTS = Pattern.compile("export [A-Za-z_]\\w{0,100}=" + FROM_SECRET);
    private static final Pattern BUILDS = Pattern.compile("(?:[A-Z_]\\w*=(?:" + FROM_SECRET + "|\\S*) +){0,30}(?:"
            + "(?:npm|yarn|pnpm|bun)(?: +run)? +[a-z][\\w:.-]*(?: .{0,200})?|npx .{0,200}"
            + "|python3? (?:manage\\.py|-m) .{0,200}"
            + "|(?:bundle exec |\\./|bin/){0,30}(?:rails|rake) .{0,200}"
            + "|php (?:artisan|bin/console) .{0,200})");

    private DockerSteps() {}

    /** The build commands of the RUN lines, in order; steps that nothing can do are unmet, each with its line. */
    static List<String> builds(Findings findings, List<Dockerfile.Instruction> runs, Pattern compiler) {
        var builds = new ArrayList<String>();
        var secrets = new DockerSecrets(findings);
        for (Dockerfile.Instruction run : runs) {
            String text = run.command()
                    .replaceAll("--mount=\\S{1,300}\\s+|--network=\\S{1,60}\\s+|--security=\\S{1,60}\\s+", "");
            for (String step : steps(text)) {
                String command = step.strip().replaceAll("\\s+", " ");
                if (WRITES.matcher(QUOTED.matcher(command).replaceAll("x")).matches()) {
                    asIs(findings, run, "\"" + Texts.shown(command) + "\" writes a file");
                    continue;
                }
                if (command.isEmpty() || KEEPS.matcher(command).matches()) {
                    continue;
                }
                if (compiler.matcher(command).matches()
                        || INSTALLS.matcher(command).matches()) {
                    secrets.unused(run);
                    continue;
                }
                Matcher system = SYSTEM.matcher(command);
                if (system.matches()) {
                    system(findings, run, system.group(1));
                } else if (BUILDS.matcher(command).matches()
                        || EXPORTS.matcher(command).matches()) {
                    builds.add(secrets.in(run, command));
                } else {
                    asIs(findings, run, "\"" + Texts.shown(command) + "\" is no step that Firn knows");
                }
            }
        }
        secrets.decide();
        return builds;
    }

    /** The commands between {@code &&}, {@code ;} and line ends that stand in no quotes. */
    private static List<String> steps(String text) {
        var steps = new ArrayList<String>();
        char quote = 0;
        int begin = 0;
        for (int at = 0; at < text.length() && steps.size() < STEPS; at++) {
            char now = text.charAt(at);
            boolean and = now == '&' && text.startsWith("&&", at);
            if (now == '\\' && quote != '\'') {
                at++; // what follows means itself
            } else if (quote != 0) {
                quote = now == quote ? 0 : quote;
            } else if (now == '"' || now == '\'') {
                quote = now;
            } else if (now == ';' || now == '\n' || and) {
                steps.add(text.substring(begin, at));
                at += and ? 1 : 0;
                begin = at + 1;
            }
        }
        steps.add(text.substring(Math.min(begin, text.length())));
        return steps;
    }

    private static void system(Findings findings, Dockerfile.Instruction run, String packages) {
        for (String name : packages.strip().split("\\s+", 200)) {
            String plain = name.replaceFirst("[=<>~].*", "");
            if (!plain.isEmpty()
                    && !plain.startsWith("-")
                    && !plain.startsWith(".")
                    && !plain.startsWith("$")
                    && !THERE.contains(plain)) {
                asIs(findings, run, "the system package \"" + Texts.shown(plain) + "\" is none that the stack brings");
                return;
            }
        }
    }

    /** The no of a step: its line, and what would be needed. */
    static void asIs(Findings findings, Dockerfile.Instruction at, String reason) {
        findings.unmet(findings.refuse(
                "the Dockerfile cannot be turned into a plan: " + at.shown() + ": " + reason
                        + "; it would need \"build: as-is, not reproducible\"",
                "Remove the step, or leave the Dockerfile out (stack in firn.toml) and let the stack be detected from"
                        + " the app's own files."));
    }
}
