package io.firn.detect.golang;

import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.Plan;
import io.firn.detect.ToolFiles;
import io.firn.detect.VersionChoice;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import java.util.Optional;

/**
 * Which Go builds a program. The go line of go.mod names the least version, and a newer Go keeps that language; a version file
 * names the Go of the developers, and the nearest newer one takes its place where it is not offered, said in a warning.
 */
final class GoVersion {
    private static final VersionedTool LEAST = VersionedTool.of("go", "Go", GoVersion::atLeast, 2);

    private GoVersion() {}

    static Plan.Toolchain choose(Findings findings, GoModules modules) {
        Optional<Ask> named = ToolFiles.ask(findings, "go", "golang").or(() -> findings.text(".go-version")
                .map(text -> text.strip().replaceFirst("^go(?=\\d)", ""))
                .filter(text -> !text.isEmpty())
                .map(text -> Ask.named(text, ".go-version")));
        if (named.isPresent()) {
            return named(findings, named.get());
        }
        String least = modules.root().goVersion();
        return least == null
                ? VersionChoice.choose(findings, LEAST, Optional.empty())
                : VersionChoice.choose(findings, LEAST, Optional.of(Ask.limit(least, modules.file(), "the go line")));
    }

    private static Plan.Toolchain named(Findings findings, Ask ask) {
        String asked = ask.version();
        boolean number = asked.matches("\\d{1,2}(\\.\\d{1,3}){1,2}");
        boolean offered = findings.offer("go").newestOf(asked).isPresent()
                || findings.offer("go")
                        .newestOf(asked.replaceFirst("^(\\d+\\.\\d+)\\..*", "$1"))
                        .isPresent();
        Optional<String> newer = findings.offer("go").versions().stream()
                .filter(version -> number && !offered && atLeast(version, asked))
                .findFirst();
        if (newer.isEmpty()) {
            return VersionChoice.choose(findings, VersionedTool.of("go", "Go", VersionRule.PARTS, 2), Optional.of(ask));
        }
        findings.warn(ask.file() + " asks for Go " + asked + "; " + newer.get()
                + " is used, the nearest newer one on offer, which builds what the older one does.");
        VersionRule rule = (version, text) -> version.equals(newer.get());
        return VersionChoice.choose(findings, VersionedTool.of("go", "Go", rule, 2), Optional.of(ask));
    }

    private static boolean atLeast(String candidate, String asked) {
        return asked.matches("\\d{1,2}(?:\\.\\d{1,4}){0,2}(?:(?:rc|beta)\\d{1,3})?")
                && VersionRule.AT_LEAST.fits(candidate, asked.replaceFirst("(?:rc|beta).*", ""));
    }
}
