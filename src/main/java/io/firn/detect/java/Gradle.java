package io.firn.detect.java;

import io.firn.detect.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the project of a Gradle build that is the program, and what its build writes. */
final class Gradle {
    private static final Pattern NAME =
            Pattern.compile("rootProject\\.name\\s*=\\s*[\"']([A-Za-z0-9_. +-]{1,100})[\"']");
    private static final Pattern INCLUDE =
            Pattern.compile("\\binclude\\b\\s*\\(?((?:\\s*[\"'][A-Za-z0-9_:./-]{1,120}[\"']\\s*,?){1,50})");
    private static final Pattern QUOTED = Pattern.compile("[\"']([^\"']{1,120})[\"']");
    private static final List<String> SHADOW =
            List.of("com.github.johnrengelman.shadow", "com.gradleup.shadow", "io.github.goooler.shadow");

    private Gradle() {}

    /** The project and the app in it. */
    record Found(GradleProject project, JavaApp app) {}

    static Found find(Findings findings) {
        List<GradleProject> projects = projects(findings);
        List<Found> apps = new ArrayList<>();
        projects.forEach(project -> app(findings, project).ifPresent(app -> apps.add(new Found(project, app))));
        if (apps.isEmpty() && findings.hasProcess("web") && !projects.isEmpty()) {
            GradleProject root = projects.getFirst();
            return new Found(root, new JavaApp(Optional.empty(), "build", JavaApp.Kind.NAMED, root.file()));
        }
        if (apps.isEmpty()) {
            throw findings.refuse(
                    "no project of the Gradle build makes something that starts",
                    "Apply the application, Spring Boot or Quarkus plugin in the project that runs, or name"
                            + " \"Main-Class\" in the manifest of its jar.");
        }
        if (apps.size() == 1) {
            return apps.getFirst();
        }
        return choose(findings, apps);
    }

    private static Found choose(Findings findings, List<Found> apps) {
        String web = findings.command("web").orElse("");
        List<Found> started = apps.stream()
                .filter(found -> !found.project().folder().isEmpty())
                .filter(found -> web.contains(found.project().folder() + "/build/"))
                .toList();
        if (started.size() == 1) {
            return started.getFirst();
        }
        List<Predicate<String>> wanted = new ArrayList<>();
        wanted.add(findings.app()::equals);
        JavaApp.USUAL.forEach(word -> wanted.add(word::equals));
        String names = apps.stream()
                .map(found -> found.project().folder().isEmpty()
                        ? "the root"
                        : found.project().folder())
                .collect(Collectors.joining(", "));
        for (Predicate<String> name : wanted) {
            for (Found found : apps) {
                String folder = found.project().folder();
                if (name.test(folder.substring(folder.lastIndexOf('/') + 1))) {
                    findings.warn("There are several programs (" + names + "); " + folder + " is run.");
                    return found;
                }
            }
        }
        findings.unmet(findings.refuse(
                "several projects of the Gradle build make something that starts: " + names,
                "Add a Procfile that names the jar, or give one of them the name of the app."));
        return apps.getFirst();
    }

    private static List<GradleProject> projects(Findings findings) {
        String settings = findings.text("settings.gradle.kts")
                .or(() -> findings.text("settings.gradle"))
                .map(GradleProject::withoutComments)
                .orElse("");
        Matcher name = NAME.matcher(settings);
        var projects = new ArrayList<GradleProject>();
        GradleProject.read(findings, "", name.find() ? Optional.of(name.group(1)) : Optional.empty())
                .ifPresent(projects::add);
        Matcher include = INCLUDE.matcher(settings);
        while (include.find() && projects.size() < 200) {
            Matcher quoted = QUOTED.matcher(include.group(1));
            while (quoted.find()) {
                String folder = quoted.group(1).replaceFirst("^:", "").replace(':', '/');
                if (!folder.isEmpty() && !("/" + folder + "/").contains("/../") && !folder.startsWith("/")) {
                    String last = folder.substring(folder.lastIndexOf('/') + 1);
                    GradleProject.read(findings, folder, Optional.of(last)).ifPresent(projects::add);
                }
            }
        }
        return projects;
    }

    private static Optional<JavaApp> app(Findings findings, GradleProject project) {
        String build = Pom.path(project.folder(), "build");
        if (project.applies("io.quarkus")) {
            return Optional.of(new JavaApp(
                    Optional.of("quarkus"), build + "/quarkus-app/quarkus-run.jar", JavaApp.Kind.JAR, project.file()));
        }
        Optional<String> framework = framework(project);
        boolean war = project.applies("war");
        if (project.applies("org.springframework.boot")) {
            return Optional.of(jar(findings, project, framework, war ? "war" : "jar", ""));
        }
        if (SHADOW.stream().anyMatch(project::applies) || project.applies("io.ktor.plugin")) {
            return Optional.of(jar(findings, project, framework, "jar", "all"));
        }
        if (project.applies("application") || project.applies("io.micronaut.application")) {
            String name = project.name().orElse(findings.app());
            return Optional.of(new JavaApp(
                    framework, build + "/install/" + name + "/bin/" + name, JavaApp.Kind.SCRIPT, project.file()));
        }
        if (war) {
            JavaApp app = jar(findings, project, framework, "war", "");
            return Optional.of(new JavaApp(framework, app.path(), JavaApp.Kind.SERVLETS, project.file()));
        }
        return project.namesMainClass() ? Optional.of(jar(findings, project, framework, "jar", "")) : Optional.empty();
    }

    private static JavaApp jar(
            Findings findings, GradleProject project, Optional<String> framework, String ending, String classifier) {
        String name = project.archive(findings, ending, classifier)
                .orElse((classifier.isEmpty() ? "*." : "*-" + classifier + ".") + ending);
        return new JavaApp(
                framework, Pom.path(project.folder(), "build/libs/" + name), JavaApp.Kind.JAR, project.file());
    }

    private static Optional<String> framework(GradleProject project) {
        if (project.applies("org.springframework.boot")) {
            return Optional.of("spring-boot");
        }
        String text = project.text();
        for (String[] known : new String[][] {
            {"io.micronaut", "micronaut"},
            {"io.ktor", "ktor"},
            {"io.helidon", "helidon"},
            {"io.javalin:javalin", "javalin"},
            {"io.dropwizard", "dropwizard"},
            {"io.vertx", "vertx"}
        }) {
            if (text.contains(known[0])) {
                return Optional.of(known[1]);
            }
        }
        return Optional.empty();
    }
}
