package io.firn.detect.java;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Findings;
import io.firn.detect.Toml;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One build.gradle or build.gradle.kts, read for its usual words: it is a program, and is not run.
 *
 * @param folder where it lies; empty for the root
 * @param name name of the project, which its files carry
 * @param text the script without comments
 * @param plugins ids of the plugins that it applies
 */
record GradleProject(String folder, Optional<String> name, String file, String text, Set<String> plugins) {
    static final String GROOVY = "build.gradle";
    static final String KOTLIN = "build.gradle.kts";

    private static final String WORD = "[\"']([A-Za-z0-9_.:+/-]{1,120})[\"']";
    private static final Pattern ID = Pattern.compile("\\bid\\s*\\(?\\s*" + WORD + "(.{0,120})");
    private static final Pattern APPLIED =
            Pattern.compile("\\bapply\\s*\\(?\\s*plugin\\s*[:=]\\s*" + WORD + "(.{0,20})");
    private static final Pattern ALIAS =
            Pattern.compile("\\balias\\s*\\(?\\s*libs\\.plugins\\.([A-Za-z0-9_.]{1,120})(.{0,120})");
    private static final Pattern BARE =
            Pattern.compile("(?m)^[ \\t]*`?(application|war|java|java-library|groovy|scala)`?[ \\t]*$");
    private static final Pattern TOOLCHAIN = Pattern.compile(
            "(?:languageVersion(?:\\.set)?\\s*[=(]\\s*JavaLanguageVersion\\.of\\s*\\(|\\bjvmToolchain\\s*\\()\\s*[\"']?(\\d{1,2})");
    private static final Pattern LEVEL = Pattern.compile(
            "(?:\\b(?:source|target)Compatibility\\s*=?\\s*(?:JavaVersion\\.)?|options\\.release(?:\\.set)?\\s*[=(]\\s*)[\"']?((?:VERSION_)?\\d{1,2}(?:[._]\\d{1,2})?)");
    private static final Pattern VERSION =
            Pattern.compile("(?m)^[ \\t]*version\\s*=?\\s*[\"']([A-Za-z0-9_.+-]{1,100})[\"']");
    private static final Pattern ARCHIVE =
            Pattern.compile("\\barchives(?:BaseName|Name(?:\\.set)?)\\s*[=(]\\s*[\"']([A-Za-z0-9_.+-]{1,100})[\"']");
    private static final Pattern JAR_NAME =
            Pattern.compile("\\barchiveFileName(?:\\.set)?\\s*[=(]\\s*[\"']([A-Za-z0-9_.+-]{1,100})[\"']");
    private static final Pattern MAIN =
            Pattern.compile("[\"']?Main-Class[\"']?\\s*[\\]]?\\s*[:=,]|\\bto\\s+\"Main-Class\"");

    GradleProject {
        plugins = Set.copyOf(plugins);
    }

    /** The project of a folder; empty where it has no build script. */
    static Optional<GradleProject> read(Findings findings, String folder, Optional<String> name) {
        for (String script : new String[] {KOTLIN, GROOVY}) {
            String file = Pom.path(folder, script);
            Optional<String> text = findings.text(file);
            if (text.isPresent()) {
                String plain = withoutComments(text.get());
                return Optional.of(new GradleProject(folder, name, file, plain, plugins(findings, plain)));
            }
        }
        return Optional.empty();
    }

    private static Set<String> plugins(Findings findings, String text) {
        var ids = new TreeSet<String>();
        for (Pattern pattern : new Pattern[] {ID, APPLIED, ALIAS}) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                if (!matcher.group(2).contains("apply false")) {
                    ids.add(pattern == ALIAS ? catalogued(findings, matcher.group(1)) : matcher.group(1));
                }
            }
        }
        Matcher bare = BARE.matcher(text);
        while (bare.find()) {
            ids.add(bare.group(1));
        }
        return ids;
    }

    /** The id behind {@code libs.plugins.a.b}, from the version catalogue. */
    private static String catalogued(Findings findings, String accessor) {
        Optional<JsonNode> catalogue =
                findings.text("gradle/libs.versions.toml").flatMap(Toml::parse);
        if (catalogue.isPresent()) {
            for (var plugin : catalogue.get().path("plugins").properties()) {
                if (plugin.getKey().replace('-', '.').replace('_', '.').equals(accessor)) {
                    JsonNode value = plugin.getValue();
                    return value.isTextual()
                            ? value.asText().replaceFirst(":.*", "")
                            : value.path("id").asText(accessor);
                }
            }
        }
        return accessor;
    }

    boolean applies(String plugin) {
        return plugins.contains(plugin);
    }

    /** Whether a jar of its own says which class starts. */
    boolean namesMainClass() {
        return MAIN.matcher(text).find();
    }

    Optional<String> toolchain() {
        return first(TOOLCHAIN);
    }

    Optional<String> level() {
        return first(LEVEL);
    }

    Optional<String> version(Findings findings) {
        return first(VERSION).or(() -> findings.text("gradle.properties")
                .orElse("")
                .lines()
                .filter(line -> line.matches("version\\s*=\\s*[A-Za-z0-9_.+-]{1,100}\\s*"))
                .findFirst()
                .map(line -> line.substring(line.indexOf('=') + 1).strip()));
    }

    /** File name of the jar (or war) that the build writes; empty where only running it could tell. */
    Optional<String> archive(Findings findings, String ending, String classifier) {
        Optional<String> named = first(JAR_NAME);
        if (named.isPresent()) {
            return named;
        }
        String tail = classifier.isEmpty() ? "" : "-" + classifier;
        return first(ARCHIVE)
                .or(() -> name)
                .map(base ->
                        base + version(findings).map(version -> "-" + version).orElse("") + tail + "." + ending);
    }

    private Optional<String> first(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Without {@code //} and block comments; quotes are respected, one pass. */
    static String withoutComments(String text) {
        var plain = new StringBuilder(text.length());
        char quote = 0;
        for (int n = 0; n < text.length(); n++) {
            char c = text.charAt(n);
            if (quote != 0) {
                quote = c == quote || c == '\n' ? 0 : quote;
                if (c == '\\' && n + 1 < text.length()) {
                    plain.append(c);
                    c = text.charAt(++n);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (text.startsWith("//", n)) {
                int end = text.indexOf('\n', n);
                n = end < 0 ? text.length() : end;
                c = '\n';
            } else if (text.startsWith("/*", n)) {
                int end = text.indexOf("*/", n + 2);
                n = end < 0 ? text.length() : end + 1;
                c = ' ';
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
