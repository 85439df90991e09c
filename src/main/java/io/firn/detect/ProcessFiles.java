package io.firn.detect;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import java.util.Map;

/**
 * Files that other platforms know process types from, in the order that decides: the Procfile, then {@code run} of heroku.yml.
 * {@code app.json} gives variables, the health path and the test command.
 */
final class ProcessFiles {
    private static final String HEROKU = "heroku.yml";
    private static final String APP = "app.json";

    private final Findings findings;

    ProcessFiles(Findings findings) {
        this.findings = findings;
    }

    void read() {
        Map<String, String> named = Procfile.read(findings);
        named.forEach((type, command) -> findings.process(type, command, Procfile.FILE, "the Procfile names it"));
        heroku(named);
        app();
    }

    private void heroku(Map<String, String> named) {
        findings.text(HEROKU).ifPresent(text -> {
            try {
                JsonNode root = Yaml.tree(HEROKU, text);
                root.path("run").properties().forEach(entry -> {
                    JsonNode run = entry.getValue();
                    JsonNode given = run.isObject() ? run.path("command") : run;
                    JsonNode command = given.isArray() ? given.path(0) : given;
                    if (command.isTextual() && !named.containsKey(entry.getKey())) {
                        findings.process(
                                entry.getKey(),
                                command.asText().strip(),
                                HEROKU,
                                "run." + entry.getKey() + " names it");
                    }
                });
                root.path("setup")
                        .path("config")
                        .properties()
                        .forEach(entry -> variable(entry.getKey(), entry.getValue()));
            } catch (Fault broken) {
                findings.warn(broken.getMessage() + " It is not used.");
            }
        });
    }

    private void app() {
        findings.text(APP).ifPresent(text -> {
            try {
                JsonNode root = Json.tree(APP, text);
                root.path("env").properties().forEach(entry -> {
                    JsonNode value = entry.getValue();
                    variable(entry.getKey(), value.isObject() ? value.path("value") : value);
                });
                JsonNode test =
                        root.path("environments").path("test").path("scripts").path("test");
                if (test.isTextual() && !test.asText().isBlank()) {
                    findings.test(test.asText().strip(), APP, "environments.test.scripts.test names it");
                }
                for (JsonNode check : root.path("healthchecks").path("web")) {
                    if (check.path("path").isTextual()
                            && FirnToml.PATH
                                    .matcher(check.path("path").asText())
                                    .matches()) {
                        findings.health(check.path("path").asText(), APP, "healthchecks.web names it");
                        break;
                    }
                }
            } catch (Fault broken) {
                findings.warn(broken.getMessage() + " It is not used.");
            }
        });
    }

    private void variable(String name, JsonNode value) {
        if (value.isTextual() && !value.asText().isEmpty() && name.matches("[A-Za-z_][A-Za-z0-9_]{0,200}")) {
            findings.env(name, value.asText());
        }
    }
}
