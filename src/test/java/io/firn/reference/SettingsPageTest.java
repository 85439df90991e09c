package io.firn.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([a-z.-]+)\"");
    private static final Pattern SETTING = Pattern.compile(
            "/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s+((?:@\\w+(?:\\((?:[^()\"]|\"[^\"]*\")*\\))?\\s+)*)([\\w<>., ]+?) (\\w+)\\(\\);");
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\\s*\"([^\"]*)\"\\s*\\)");
    private static final Pattern NAME = Pattern.compile("@WithName\\(\\s*\"([^\"]*)\"\\s*\\)");

    @Test
    void thePageOfSettingsSaysWhatTheCodeSays() throws IOException {
        var rows = new TreeMap<String, String>();
        Properties defaults = new Properties();
        try (var in = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            defaults.load(in);
        }
        for (Path source : mappings()) {
            String text = Files.readString(source);
            Matcher prefix = PREFIX.matcher(text);
            assertThat(prefix.find()).as("%s names its prefix", source).isTrue();
            Matcher setting = SETTING.matcher(text);
            int found = 0;
            while (setting.find()) {
                found++;
                add(rows, prefix.group(1), setting, defaults);
            }
            assertThat(found)
                    .as("each setting of %s has a comment", source)
                    .isEqualTo(text.split("\\w\\(\\);", -1).length - 1);
        }
        ReferencePage.holds("settings.md", HEAD + String.join("", rows.values()));
    }

    private static void add(Map<String, String> rows, String prefix, Matcher setting, Properties defaults) {
        Matcher named = NAME.matcher(setting.group(2));
        String name = prefix + "." + (named.find() ? named.group(1) : kebab(setting.group(4)));
        Matcher built = DEFAULT.matcher(setting.group(2));
        String standard = defaults.getProperty(name, built.find() ? built.group(1) : "");
        String comment = setting.group(1)
                .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
                .strip()
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link #?([^} ]*)[^}]*}", "`$1`")
                .replace("|", "\\|");
        rows.put(name, "| `%s` | %s | %s |\n".formatted(name, standard.isEmpty() ? "" : "`" + standard + "`", comment));
    }

    private static String kebab(String method) {
        return method.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static List<Path> mappings() throws IOException {
        var found = new ArrayList<Path>();
        try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
            for (Path file : all.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                if (Files.readString(file).contains("@ConfigMapping(")) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static final String HEAD =
            """
            # Settings of the service

            Firn reads a properties file named by `-Dquarkus.config.locations=<file>`; `./firn up` writes one. Each setting can also be
            given as a system property (`-Dfirn.db.mode=outer`) or as an environment variable: upper case, anything but letters and
            digits as `_` (`FIRN_DB_MODE=outer`).

            Of Quarkus' own settings these matter: `quarkus.http.host` and `quarkus.http.port` (where the service listens),
            `quarkus.http.limits.max-body-size` (largest upload), `quarkus.datasource.jdbc.max-size` (database connections),
            `quarkus.log.level`. `firn.log.json=false` writes log lines for people instead of JSON. `firn.data-dir` is the folder that
            most other defaults are in.

            | setting | default | meaning |
            |---|---|---|
            """;
}
