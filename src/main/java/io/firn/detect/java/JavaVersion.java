package io.firn.detect.java;

import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.FirnToml;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import io.firn.detect.ToolFiles;
import io.firn.detect.VersionChoice;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which JDK an app asks for. Version files and Gradle's toolchains name a release; the compiler's level in a build file names
 * the least one, and the lowest on offer that can compile it is taken.
 */
final class JavaVersion {
    private static final Pattern NUMBER = Pattern.compile("(?:1\\.)?(\\d{1,2})(?:[._+-].{0,40})?");
    private static final Pattern VENDOR = Pattern.compile("^(?:[a-z]+-?){1,4}(?:jre-|jdk-)?(?=\\d)");

    private JavaVersion() {}

    /** {@code toolchain} is a release that must be there as it is; {@code level} the least one. */
    static Plan.Toolchain choose(Findings findings, Optional<Ask> toolchain, Optional<Ask> level) {
        Optional<Ask> release = files(findings).or(() -> toolchain);
        if (release.isPresent()) {
            return VersionChoice.choose(findings, jdk((offered, asked) -> same(offered, asked)), release);
        }
        Optional<String> lowest = level.flatMap(ask -> number(ask.version()))
                .flatMap(least -> findings.offer("jdk").versions().stream()
                        .filter(offered ->
                                number(offered).filter(own -> own >= least).isPresent())
                        .findFirst());
        return VersionChoice.choose(
                findings, jdk((offered, asked) -> lowest.filter(offered::equals).isPresent()), level);
    }

    /**
     * As {@link #choose}, where the build tool runs on one JDK alone: that one, unless the app asks for another.
     *
     * @param tool the build tool and its version, for people
     */
    static Plan.Toolchain bound(
            Findings findings, String tool, String only, Optional<Ask> toolchain, Optional<Ask> level) {
        Optional<Ask> release = Optional.ofNullable(
                        findings.owner().map("versions").get("jdk"))
                .map(said -> Ask.limit(said, FirnToml.FILE, "versions.jdk"))
                .or(() -> files(findings))
                .or(() -> toolchain);
        Optional<Ask> unmet = release.isPresent()
                ? release.filter(ask -> !same(only, ask.version()))
                : level.filter(ask -> number(ask.version())
                        .filter(least -> least <= number(only).orElse(0))
                        .isEmpty());
        unmet.ifPresent(ask -> findings.unmet(findings.refuse(
                "it asks for Java \"" + Texts.shown(ask.version()) + "\" (" + ask.where() + "), and " + tool
                        + " of this package set runs on Java " + number(only).orElse(0) + " alone",
                "Ask for Java " + number(only).orElse(0) + ", or use a package set with a newer "
                        + tool.split(" ", 2)[0] + ".")));
        Optional<Ask> asked = release.or(() -> level);
        findings.note("toolchain.version", only, asked.map(Ask::file).orElse(null), tool + " runs on it alone");
        return new Plan.Toolchain("jdk", asked.map(Ask::version).orElse(null), only);
    }

    private static VersionedTool jdk(VersionRule rule) {
        return VersionedTool.of("jdk", "Java", rule, 1);
    }

    private static boolean same(String offered, String asked) {
        return number(asked).isPresent() && number(asked).equals(number(offered));
    }

    private static Optional<Ask> files(Findings findings) {
        return ToolFiles.ask(findings, "java")
                .or(() -> line(findings, ".java-version", ""))
                .or(() -> line(findings, ".sdkmanrc", "java="))
                .or(() -> line(findings, "system.properties", "java.runtime.version="));
    }

    private static Optional<Ask> line(Findings findings, String file, String prefix) {
        return findings.text(file)
                .orElse("")
                .lines()
                .map(line -> line.replaceFirst("#.*", "").replaceAll("\\s+", ""))
                .filter(line -> line.startsWith(prefix) && line.length() > prefix.length())
                .findFirst()
                .map(line -> Ask.named(line.substring(prefix.length()), file));
    }

    /** 17 of {@code 17}, {@code 17.0.9-tem}, {@code temurin-17.0.9+9} and {@code VERSION_17}; 8 of {@code 1.8}. */
    private static Optional<Integer> number(String text) {
        if (text.length() > 80) {
            return Optional.empty();
        }
        String plain = text.replace("VERSION_", "").replace('_', '.').strip().toLowerCase(Locale.ROOT);
        Matcher matcher = NUMBER.matcher(VENDOR.matcher(plain).replaceFirst(""));
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }
}
