package io.firn.detect.java;

import io.firn.detect.Findings;
import io.firn.detect.FirnToml;
import io.firn.detect.Offer;
import io.firn.detect.Texts;
import io.firn.detect.VersionRule;
import io.firn.fault.Fault;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maven or Gradle in the version that an app is built with: what firn.toml says, what its wrapper asks for, or the standard one. */
enum BuildTool {
    /** Reads the files of all its earlier versions: another one on offer takes the place of the wrapper's. */
    MAVEN("maven", "Maven", ".mvn/wrapper/maven-wrapper.properties"),
    /** Each release brings words that older ones do not read: an older one than the wrapper's is never taken unasked. */
    GRADLE("gradle", "Gradle", "gradle/wrapper/gradle-wrapper.properties");

    private static final Pattern WRAPPED = Pattern.compile(
            "(?m)^distributionUrl\\s*=\\s*\\S{0,300}/(?:apache-maven|gradle)-(\\d{1,3}(?:\\.\\d{1,3}){1,2})");
    private static final List<String> KOTLIN = List.of(GradleProject.KOTLIN, "settings.gradle.kts");
    /** The first Gradle that reads Kotlin scripts. */
    private static final String KOTLIN_SINCE = "5.0";

    private final String tool;
    private final String label;
    private final String wrapper;

    BuildTool(String tool, String label, String wrapper) {
        this.tool = tool;
        this.label = label;
        this.wrapper = wrapper;
    }

    /** Notes the tool and its version; empty where the package set has none that builds the app. */
    Optional<String> choose(Findings findings, String file) {
        findings.setting("tool", tool, file, file + " is there");
        Offer offer;
        try {
            offer = findings.offer(tool);
        } catch (Fault notOffered) {
            findings.unmet(notOffered);
            findings.installer(tool, null, file, file + " is there");
            return Optional.empty();
        }
        Optional<String> said =
                Optional.ofNullable(findings.owner().map("versions").get(tool));
        Optional<String> version = said.isPresent()
                ? said(findings, offer, said.get())
                : wrapped(findings)
                        .map(asked -> this == MAVEN ? maven(findings, offer, asked) : gradle(findings, offer, asked))
                        .orElseGet(() -> unasked(findings, offer, file));
        version.ifPresent(chosen -> kotlin(findings, offer, chosen));
        return version;
    }

    /** The standard one where it reads the app's files, else the newest that does. */
    private Optional<String> unasked(Findings findings, Offer offer, String file) {
        String version = offer.best(offered -> reads(findings, offered)).orElse(offer.standard());
        findings.installer(tool, version, file, file + " is there");
        return Optional.of(version);
    }

    private Optional<String> wrapped(Findings findings) {
        Matcher matcher = WRAPPED.matcher(findings.text(wrapper).orElse(""));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Optional<String> said(Findings findings, Offer offer, String said) {
        Optional<String> version = offer.best(offered -> VersionRule.PARTS.fits(offered, said));
        if (version.isEmpty()) {
            refuse(
                    findings,
                    offer,
                    "versions." + tool + " in " + FirnToml.FILE + " asks for " + label + " \"" + Texts.shown(said)
                            + "\"",
                    "Ask for one of those, or use a package set that has it.");
        }
        findings.installer(tool, version.orElse(null), FirnToml.FILE, "firn.toml says so");
        return version;
    }

    private Optional<String> maven(Findings findings, Offer offer, String asked) {
        String version = offer.newestOf(asked)
                .or(() -> offer.newestOf(asked.replaceFirst("\\..*", "")))
                .orElse(offer.standard());
        return used(findings, asked, version);
    }

    private Optional<String> gradle(Findings findings, Offer offer, String asked) {
        Optional<String> version = offer.versions().stream()
                .filter(offered -> VersionRule.AT_LEAST.fits(offered, asked))
                .findFirst();
        if (version.isPresent()) {
            return used(findings, asked, version.get());
        }
        refuse(
                findings,
                offer,
                "its wrapper asks for Gradle " + asked + " (" + wrapper + ")",
                "Use a package set that has it, put the jar that it builds into the repository, or, where its build files say"
                        + " nothing that is newer, write [versions] gradle = \"" + offer.standard() + "\" into "
                        + FirnToml.FILE + ".");
        findings.installer(tool, null, wrapper, "the wrapper asks for " + asked);
        return Optional.empty();
    }

    private Optional<String> used(Findings findings, String asked, String version) {
        if (!version.equals(asked)) {
            findings.warn(
                    "The wrapper asks for " + label + " " + asked + "; " + version + " is used, the one on offer.");
        }
        findings.installer(tool, version, wrapper, "the wrapper asks for " + asked);
        return Optional.of(version);
    }

    private void kotlin(Findings findings, Offer offer, String version) {
        if (!reads(findings, version)) {
            refuse(
                    findings,
                    offer,
                    "its build files are written in Kotlin, which Gradle " + version + " does not read",
                    "Use a package set that has a newer one, or put the jar that it builds into the repository.");
        }
    }

    private boolean reads(Findings findings, String version) {
        return this != GRADLE
                || VersionRule.AT_LEAST.fits(version, KOTLIN_SINCE)
                || KOTLIN.stream().noneMatch(findings::has);
    }

    private static void refuse(Findings findings, Offer offer, String reason, String hint) {
        findings.unmet(findings.refuse(
                reason + ", and the package set \"" + offer.packageSet() + "\" offers " + offer.tool() + " "
                        + String.join(", ", offer.versions()),
                hint));
    }
}
