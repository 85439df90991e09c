package io.firn.detect.java;

import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.StackDetector;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;

/**
 * Apps for the Java virtual machine that Maven or Gradle builds, and jars that are unpacked already. Settings: {@code tool}
 * (maven, gradle, none), {@code goals} (what the tool is told), {@code module} (Maven's {@code -pl}), and one
 * of {@code jar} (what is started; a {@code *} in its name stands for what only the build knows, and the file is put at
 * {@code app.jar} then), {@code script} (a start script beside its {@code ../lib}) or {@code main} (a class in the folder itself).
 */
public final class JavaDetector implements StackDetector {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final List<String> FILES = List.of(
            Pom.FILE, GradleProject.GROOVY, GradleProject.KOTLIN, "settings.gradle", "settings.gradle.kts", "gradlew");

    @Override
    public String stack() {
        return "java";
    }

    @Override
    public String looksFor() {
        return "pom.xml or build.gradle";
    }

    @Override
    public Optional<Match> match(Tree tree) {
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        boolean other = web.matches("(?:node|npm|yarn|pnpm|bun|python\\d?|gunicorn|uvicorn|bundle|ruby|php)\\b.*");
        Optional<Match> built = FILES.stream()
                .filter(file -> tree.entry(file).filter(entry -> entry.isFile()).isPresent())
                .findFirst()
                .map(file -> Match.of(stack(), other ? 60 : 90, file, file + " is there"));
        return built.or(() ->
                mainClass(tree).map(main -> Match.of(stack(), 80, MANIFEST, "it is an unpacked jar that starts")));
    }

    @Override
    public Plan plan(Findings findings) {
        if (findings.has(Pom.FILE)) {
            return maven(findings);
        }
        boolean gradle = FILES.stream().anyMatch(findings::has);
        return gradle ? gradle(findings) : unpacked(findings);
    }

    private Plan maven(Findings findings) {
        BuildTool.MAVEN.choose(findings, Pom.FILE);
        findings.procfile();
        Maven.Found found = Maven.find(findings);
        Pom pom = found.pom();
        found.app().into(findings);
        findings.setting(
                "goals",
                "package",
                pom.file(),
                "it is what writes " + found.app().path());
        if (!pom.folder().isEmpty()) {
            findings.setting("module", pom.folder(), pom.file(), "the program belongs to this module");
        }
        Optional<Ask> level = Optional.empty();
        for (String name :
                List.of("maven.compiler.release", "maven.compiler.source", "java.version", "maven.compiler.target")) {
            level = level.or(() -> pom.property(name).map(value -> Ask.limit(value, pom.file(), name)));
        }
        for (String name : List.of("release", "source")) {
            level = level.or(() -> pom.configured("maven-compiler-plugin", name)
                    .map(value -> Ask.limit(value, pom.file(), "the compiler's " + name)));
        }
        return findings.plan(stack(), JavaVersion.choose(findings, Optional.empty(), level));
    }

    private Plan gradle(Findings findings) {
        String first = FILES.stream().skip(1).filter(findings::has).findFirst().orElse(GradleProject.GROOVY);
        Optional<String> version = BuildTool.GRADLE.choose(findings, first);
        findings.procfile();
        Gradle.Found found = Gradle.find(findings);
        GradleProject project = found.project();
        found.app().into(findings);
        String goals =
                switch (found.app().kind()) {
                    case SCRIPT -> "installDist";
                    case JAR -> goal(project, found.app());
                    case SERVLETS -> "war";
                    case NAMED -> "assemble";
                };
        String path = project.folder().isEmpty() ? "" : ":" + project.folder().replace('/', ':') + ":";
        findings.setting(
                "goals",
                path + goals,
                project.file(),
                "it is what writes " + found.app().path());
        Optional<GradleProject> root =
                project.folder().isEmpty() ? Optional.empty() : GradleProject.read(findings, "", Optional.empty());
        Optional<Ask> toolchain = project.toolchain()
                .or(() -> root.flatMap(GradleProject::toolchain))
                .map(value -> Ask.limit(value, project.file(), "the toolchain"));
        Optional<Ask> level = project.level()
                .or(() -> root.flatMap(GradleProject::level))
                .map(value -> Ask.limit(value, project.file(), "the compiler's level"));
        Optional<String> only = version.flatMap(gradle -> findings.bound("gradle", gradle, "jdk"));
        return findings.plan(
                stack(),
                only.isPresent()
                        ? JavaVersion.bound(findings, "Gradle " + version.orElseThrow(), only.get(), toolchain, level)
                        : JavaVersion.choose(findings, toolchain, level));
    }

    private static String goal(GradleProject project, JavaApp app) {
        if (project.applies("io.quarkus")) {
            return "quarkusBuild";
        }
        boolean war = app.path().endsWith(".war");
        if (project.applies("org.springframework.boot")) {
            return war ? "bootWar" : "bootJar";
        }
        return app.path().endsWith("-all.jar") ? "shadowJar" : "jar";
    }

    /** A jar that lies unpacked in the repository: nothing is built, the Java launcher takes the folder as its class path. */
    private Plan unpacked(Findings findings) {
        String main = mainClass(findings.tree()).orElseThrow();
        findings.setting("tool", "none", MANIFEST, "it is built already");
        findings.setting("main", main, MANIFEST, "it is its Main-Class");
        findings.procfile();
        if (!findings.hasProcess("web")) {
            boolean spring = main.startsWith("org.springframework.boot.loader.");
            if (spring) {
                findings.framework("spring-boot", MANIFEST, "Spring Boot's launcher is its Main-Class");
            }
            findings.process(
                    "web",
                    "java " + (spring ? "-Dserver.port=$PORT " : "") + "$JAVA_OPTS -cp . " + main,
                    MANIFEST,
                    "it is its Main-Class");
        }
        return findings.plan(stack(), JavaVersion.choose(findings, Optional.empty(), Optional.empty()));
    }

    private static Optional<String> mainClass(Tree tree) {
        return tree.text(MANIFEST, Findings.SMALL)
                .orElse("")
                .lines()
                .filter(line -> line.matches("Main-Class:\\s*[A-Za-z_$][\\w.$]{0,300}\\s*"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
