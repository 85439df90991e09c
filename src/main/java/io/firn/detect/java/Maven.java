package io.firn.detect.java;

import io.firn.detect.Findings;
import io.firn.detect.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the module of a Maven build that is the program, and what its build writes. */
final class Maven {
    private static final int MODULES = 200;
    private static final String SPRING = "spring-boot-maven-plugin";
    private static final String SHADE = "maven-shade-plugin";
    private static final String ASSEMBLY = "maven-assembly-plugin";
    private static final String JAR = "maven-jar-plugin";

    private Maven() {}

    /** The module and the app in it. */
    record Found(Pom pom, JavaApp app) {}

    static Found find(Findings findings) {
        Pom root = Pom.read(findings, "");
        var poms = new ArrayList<Pom>();
        collect(findings, root, poms);
        List<Found> apps = poms.stream()
                .filter(pom -> !pom.packaging().equals("pom"))
                .flatMap(pom -> app(findings, pom).map(app -> new Found(pom, app)).stream())
                .toList();
        if (apps.size() == 1) {
            return apps.getFirst();
        }
        if (apps.isEmpty() && findings.hasProcess("web")) {
            return new Found(root, new JavaApp(framework(root), "target", JavaApp.Kind.NAMED, root.file()));
        }
        if (apps.isEmpty()) {
            throw findings.refuse(
                    "no module of the Maven build makes something that starts",
                    "Use the plugin of Spring Boot or Quarkus in the module that runs, name its mainClass for the"
                            + " maven-jar-plugin or the maven-shade-plugin, or add a Procfile that starts a class of"
                            + " target/classes.");
        }
        return choose(findings, apps);
    }

    private static void collect(Findings findings, Pom root, List<Pom> into) {
        var open = new ArrayList<>(List.of(root));
        while (!open.isEmpty() && into.size() < MODULES) {
            Pom pom = open.removeFirst();
            into.add(pom);
            for (String module : pom.modules()) {
                Optional<String> folder = Pom.resolve(pom.folder(), module)
                        .map(path -> path.endsWith("/" + Pom.FILE)
                                ? path.substring(0, path.length() - Pom.FILE.length() - 1)
                                : path);
                folder.filter(path -> !path.isEmpty() && findings.has(Pom.path(path, Pom.FILE)))
                        .filter(path ->
                                into.stream().noneMatch(seen -> seen.folder().equals(path)))
                        .ifPresent(path -> open.add(Pom.read(findings, path)));
            }
        }
    }

    private static Found choose(Findings findings, List<Found> apps) {
        String web = findings.command("web").orElse("");
        List<Found> started = apps.stream()
                .filter(found -> web.contains(Pom.path(found.pom().folder(), "target/")))
                .filter(found -> !found.pom().folder().isEmpty())
                .toList();
        if (started.size() == 1) {
            return started.getFirst();
        }
        List<Found> configured = apps.stream()
                .filter(found -> List.of("properties", "yml", "yaml").stream()
                        .anyMatch(ending -> findings.has(
                                Pom.path(found.pom().folder(), "src/main/resources/application." + ending))))
                .toList();
        if (configured.size() == 1) {
            return configured.getFirst();
        }
        String names =
                apps.stream().map(found -> Texts.shown(found.pom().artifact())).collect(Collectors.joining(", "));
        var wanted = new ArrayList<>(List.of(findings.app()));
        wanted.addAll(JavaApp.USUAL);
        for (String word : wanted) {
            for (Found found : apps) {
                String folder = found.pom().folder();
                if (found.pom().artifact().equals(word)
                        || folder.substring(folder.lastIndexOf('/') + 1).equals(word)) {
                    findings.warn("There are several programs (" + names + "); "
                            + found.pom().artifact() + " is run.");
                    return found;
                }
            }
        }
        findings.unmet(findings.refuse(
                "several modules of the Maven build make something that starts: " + names,
                "Add a Procfile that names the jar, or give one of them the name of the app."));
        return apps.getFirst();
    }

    private static Optional<JavaApp> app(Findings findings, Pom pom) {
        String target = Pom.path(pom.folder(), "target");
        String name = pom.finalName().orElse("*");
        boolean quarkus = pom.packaging().equals("quarkus") || pom.hasPlugin("quarkus-maven-plugin");
        if (quarkus) {
            return Optional.of(new JavaApp(
                    Optional.of("quarkus"), quarkusJar(findings, pom, target, name), JavaApp.Kind.JAR, pom.file()));
        }
        Optional<String> framework = framework(pom);
        boolean repackages = pom.hasPlugin(SPRING)
                && pom.configured(SPRING, "skip").filter("true"::equals).isEmpty();
        if (pom.packaging().equals("war")) {
            JavaApp.Kind kind = repackages ? JavaApp.Kind.JAR : JavaApp.Kind.SERVLETS;
            return Optional.of(new JavaApp(framework, target + "/" + name + ".war", kind, pom.file()));
        }
        if (!pom.packaging().equals("jar")) {
            return Optional.empty(); // plugins, pom files, android: nothing that starts
        }
        if (repackages) {
            String tail =
                    pom.configured(SPRING, "classifier").map(text -> "-" + text).orElse("");
            return Optional.of(
                    new JavaApp(framework, target + "/" + name + tail + ".jar", JavaApp.Kind.JAR, pom.file()));
        }
        boolean assembled = pom.hasPlugin(ASSEMBLY)
                && pom.configured(ASSEMBLY, "descriptorRefs", "descriptorRef")
                        .filter("jar-with-dependencies"::equals)
                        .isPresent();
        if (assembled) {
            boolean plain = pom.configured(ASSEMBLY, "appendAssemblyId")
                    .filter("false"::equals)
                    .isPresent();
            String tail = plain ? "" : "-jar-with-dependencies";
            return Optional.of(
                    new JavaApp(framework, target + "/" + name + tail + ".jar", JavaApp.Kind.JAR, pom.file()));
        }
        boolean starts = pom.hasPlugin(SHADE)
                || pom.hasParent("micronaut-parent")
                || pom.configured(JAR, "archive", "manifest", "mainClass").isPresent()
                || pom.configured(JAR, "archive", "manifestEntries", "Main-Class")
                        .isPresent();
        return starts
                ? Optional.of(new JavaApp(framework, target + "/" + name + ".jar", JavaApp.Kind.JAR, pom.file()))
                : Optional.empty();
    }

    private static String quarkusJar(Findings findings, Pom pom, String target, String name) {
        String properties = findings.text(Pom.path(pom.folder(), "src/main/resources/application.properties"))
                .orElse("");
        String type = pom.property("quarkus.package.jar.type")
                .or(() -> pom.property("quarkus.package.type"))
                .or(() -> properties
                        .lines()
                        .filter(line -> line.matches("quarkus\\.package\\.(?:jar\\.)?type\\s*=.{0,60}"))
                        .map(line -> line.substring(line.indexOf('=') + 1).strip())
                        .findFirst())
                .orElse("fast-jar");
        return switch (type) {
            case "uber-jar", "legacy-jar", "legacy" -> target + "/" + name + "-runner.jar";
            default -> target + "/quarkus-app/quarkus-run.jar";
        };
    }

    private static Optional<String> framework(Pom pom) {
        if (pom.hasPlugin(SPRING)
                || pom.hasParent("spring-boot-starter-parent")
                || pom.dependsOn("org.springframework.boot", "spring-boot")) {
            return Optional.of("spring-boot");
        }
        for (String[] known : new String[][] {
            {"io.micronaut", "micronaut"},
            {"io.helidon", "helidon"},
            {"io.javalin", "javalin"},
            {"io.dropwizard", "dropwizard"},
            {"io.vertx", "vertx"},
            {"io.ktor", "ktor"},
            {"com.sparkjava", "spark"}
        }) {
            if (pom.dependsOn(known[0], "")) {
                return Optional.of(known[1]);
            }
        }
        return Optional.empty();
    }
}
