package io.firn.detect.java;

import io.firn.detect.Findings;
import io.firn.detect.Shell;
import io.firn.detect.Texts;
import java.util.List;
import java.util.Optional;

/**
 * What is started: a jar, or a start script that the build writes.
 *
 * @param framework what it is written with, where it is known
 * @param path the file, from the root; a {@code *} in its name stands for what only the build knows
 * @param kind what kind of file it is
 * @param file the build file that says so
 */
record JavaApp(Optional<String> framework, String path, Kind kind, String file) {
    /** Where the jar is put whose name only the build knows. */
    static final String LINKED = "app.jar";

    /** How the file is started. */
    enum Kind {
        JAR,
        SCRIPT,
        SERVLETS,
        /** Classes and jars that the processes name themselves; the path is the folder that the build writes. */
        NAMED
    }

    /** Words in names of projects of which one is the program, in the order of preference. */
    static final List<String> USUAL =
            List.of("app", "application", "server", "web", "api", "service", "backend", "boot", "main");

    /** Sets the framework, the settings and the web process. */
    void into(Findings findings) {
        framework.ifPresent(name -> findings.framework(name, file, "it is built with " + name));
        if (kind == Kind.NAMED) {
            return;
        }
        if (kind == Kind.SERVLETS) {
            if (!findings.hasProcess("web")) {
                findings.unmet(findings.refuse(
                        "it builds a war file that needs a servlet container (" + file + "), and Firn has none",
                        "Package it to run by itself, for instance with the repackage goal of Spring Boot's plugin, or"
                                + " add a Procfile that starts it."));
            }
            findings.setting("jar", path, file, "the build writes it");
            return;
        }
        findings.setting(kind == Kind.SCRIPT ? "script" : "jar", path, file, "the build writes it");
        if (findings.hasProcess("web")) {
            return;
        }
        boolean open = path.contains("*");
        if (open) {
            findings.warn("Only the build knows the name of the jar (" + Texts.shown(path)
                    + "); the one that it writes is started.");
        }
        String command = kind == Kind.SCRIPT
                ? Shell.quote(path)
                : "java " + options() + "$JAVA_OPTS -jar " + Shell.quote(open ? LINKED : path);
        findings.process("web", command, file, "the build writes it");
    }

    private String options() {
        return switch (framework.orElse("")) {
            case "spring-boot" -> "-Dserver.port=$PORT ";
            case "quarkus" -> "-Dquarkus.http.host=0.0.0.0 -Dquarkus.http.port=$PORT ";
            case "micronaut" -> "-Dmicronaut.server.port=$PORT ";
            case "helidon" -> "-Dserver.port=$PORT -Dserver.host=0.0.0.0 ";
            default -> "";
        };
    }
}
