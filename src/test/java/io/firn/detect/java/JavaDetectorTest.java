package io.firn.detect.java;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaDetectorTest {
    private static final String SPRING = "<plugin><groupId>org.springframework.boot</groupId>"
            + "<artifactId>spring-boot-maven-plugin</artifactId></plugin>";

    @Test
    void aSpringBootAppIsStartedFromItsJar() {
        Plan plan =
                plan(MapTree.of("pom.xml", pom("<properties><java.version>17</java.version></properties>", SPRING)));
        assertThat(plan.stack()).isEqualTo("java");
        assertThat(plan.framework()).isEqualTo("spring-boot");
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("jdk", "17", "17.0.17"));
        assertThat(plan.settings())
                .containsEntry("tool", "maven")
                .containsEntry("goals", "package")
                .containsEntry("jar", "target/store-1.2.jar");
        assertThat(plan.command("web").orElse(""))
                .isEqualTo("java -Dserver.port=$PORT $JAVA_OPTS -jar target/store-1.2.jar");
    }

    @Test
    void aQuarkusAppIsStartedFromItsRunner() {
        String quarkus = "<plugin><artifactId>quarkus-maven-plugin</artifactId></plugin>";
        assertThat(plan(MapTree.of("pom.xml", pom("", quarkus))).settings())
                .containsEntry("jar", "target/quarkus-app/quarkus-run.jar");
        assertThat(plan(MapTree.of(
                                "pom.xml",
                                pom("", quarkus),
                                "src/main/resources/application.properties",
                                "quarkus.package.jar.type=uber-jar\n"))
                        .settings())
                .containsEntry("jar", "target/store-1.2-runner.jar");
    }

    @Test
    void aPlainJarMustNameItsMainClass() {
        String named = "<plugin><artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest>"
                + "<mainClass>a.B</mainClass></manifest></archive></configuration></plugin>";
        assertThat(plan(MapTree.of("pom.xml", pom("", named))).command("web").orElse(""))
                .isEqualTo("java $JAVA_OPTS -jar target/store-1.2.jar");
        refused(MapTree.of("pom.xml", pom("", ""))).hasMessageContaining("makes something that starts");
    }

    @Test
    void namesMadeOfPropertiesAreWorkedOut() {
        Plan plan = plan(MapTree.of(
                "pom.xml",
                "<project><parent><artifactId>p</artifactId><version>7</version><relativePath/></parent>"
                        + "<artifactId>a</artifactId><properties><x>${y}-z</x><y>q</y></properties>"
                        + "<build><finalName>${x}-${project.version}</finalName><plugins>" + SPRING
                        + "</plugins></build></project>"));
        assertThat(plan.settings()).containsEntry("jar", "target/q-z-7.jar");
    }

    @Test
    void propertiesThatNameEachOtherEndInAnOpenName() {
        Plan plan = plan(MapTree.of(
                "pom.xml",
                "<project><artifactId>a</artifactId><version>${x}</version><properties><x>${y}${y}</x><y>${x}${x}</y></properties>"
                        + "<build><plugins>" + SPRING + "</plugins></build></project>"));
        assertThat(plan.settings()).containsEntry("jar", "target/*.jar");
        assertThat(plan.command("web").orElse("")).endsWith("-jar app.jar");
    }

    @Test
    void theModuleThatRunsIsFoundInAMultiModuleBuild() {
        Plan plan = plan(MapTree.of(
                "pom.xml",
                "<project><artifactId>all</artifactId><version>3</version><packaging>pom</packaging><properties>"
                        + "<maven.compiler.release>21</maven.compiler.release></properties>"
                        + "<modules><module>core</module><module>web</module></modules></project>",
                "core/pom.xml",
                child("core", ""),
                "web/pom.xml",
                child("shop-web", SPRING)));
        assertThat(plan.settings()).containsEntry("module", "web").containsEntry("jar", "web/target/shop-web-3.jar");
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("jdk", "21", "21.0.9"));
    }

    @Test
    void aWarThatNeedsAContainerIsRefusedAndOneThatRunsIsStarted() {
        String war = "<packaging>war</packaging>";
        refused(MapTree.of("pom.xml", pom(war, ""))).hasMessageContaining("servlet container");
        assertThat(plan(MapTree.of("pom.xml", pom(war, SPRING))).command("web").orElse(""))
                .endsWith("target/store-1.2.war");
    }

    @Test
    void gradleScriptsAreReadInBothLanguages() {
        Plan groovy = plan(MapTree.of(
                "build.gradle",
                """
                plugins {
                  id 'java'
                  id 'org.springframework.boot' version '3.4.0'
                }
                version = '0.1'
                java {
                  sourceCompatibility = '17'
                }
                """,
                "settings.gradle",
                "rootProject.name = 'store'\n"));
        assertThat(groovy.packageManager()).isEqualTo(new Plan.Installer("gradle", "4.4.1"));
        assertThat(groovy.settings())
                .containsEntry("goals", "bootJar")
                .containsEntry("jar", "build/libs/store-0.1.jar");
        assertThat(groovy.toolchain()).isEqualTo(new Plan.Toolchain("jdk", "17", "17.0.17"));
        Plan kotlin = plan(MapTree.of(
                "settings.gradle.kts",
                "rootProject.name = \"all\"\ninclude(\"lib\", \":apps:web\")\n",
                "build.gradle.kts",
                "plugins { id(\"org.springframework.boot\") version \"3\" apply false }\n",
                "lib/build.gradle.kts",
                "plugins {\n  `java-library`\n}\n",
                "apps/web/build.gradle.kts",
                "plugins {\n  application\n}\n// id(\"io.quarkus\")\nkotlin { jvmToolchain(21) }\n"));
        assertThat(kotlin.settings())
                .containsEntry("goals", ":apps:web:installDist")
                .containsEntry("script", "apps/web/build/install/web/bin/web");
        assertThat(kotlin.toolchain()).isEqualTo(new Plan.Toolchain("jdk", "21", "21.0.9"));
    }

    private static final String SCRIPT = "plugins { id 'application' }\n";

    private static MapTree wrapped(String version, String... more) {
        var files = new ArrayList<>(List.of(
                "build.gradle",
                SCRIPT,
                "gradle/wrapper/gradle-wrapper.properties",
                "distributionUrl=https\\://example.org/distributions/gradle-" + version + "-bin.zip\n"));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }

    @Test
    void aGradleNewerThanAllOnOfferIsRefusedUnlessFirnTomlNamesOne() {
        refused(wrapped("9.1.0"))
                .hasMessageContaining("its wrapper asks for Gradle 9.1.0 (gradle/wrapper/gradle-wrapper.properties)")
                .hasMessageContaining("offers gradle 4.4.1, 8.14.3")
                .satisfies(fault -> assertThat(((Fault) fault).sentence()).contains("[versions] gradle = \"4.4.1\""));
        Plan said = plan(wrapped("9.1.0", "firn.toml", "[versions]\ngradle = \"4\"\n"));
        assertThat(said.packageManager()).isEqualTo(new Plan.Installer("gradle", "4.4.1"));
        refused(wrapped("9.1.0", "firn.toml", "[versions]\ngradle = \"7\"\n"))
                .hasMessageContaining("versions.gradle in firn.toml asks for Gradle \"7\"");
    }

    @Test
    void anOlderWrapperGetsTheOldestOnOfferThatIsNotOlder() {
        assertThat(plan(wrapped("3.5")).packageManager()).isEqualTo(new Plan.Installer("gradle", "4.4.1"));
        assertThat(plan(wrapped("4.10.2")).packageManager()).isEqualTo(new Plan.Installer("gradle", "8.14.3"));
    }

    @Test
    void aGradleThatRunsOnOneJdkAloneGetsThatOne() {
        assertThat(plan(wrapped("4.4.1")).toolchain()).isEqualTo(new Plan.Toolchain("jdk", null, "17.0.17"));
        refused(wrapped("4.4.1", ".java-version", "21\n"))
                .hasMessageContaining(
                        "it asks for Java \"21\" (.java-version), and Gradle 4.4.1 of this package set runs on Java 17");
        assertThat(plan(wrapped("8.5", ".java-version", "21\n")).toolchain())
                .isEqualTo(new Plan.Toolchain("jdk", "21", "21.0.9"));
    }

    @Test
    void kotlinScriptsAreNotGivenToAGradleThatCannotReadThem() {
        refused(MapTree.of(
                        "build.gradle.kts",
                        "plugins {\n  application\n}\n",
                        "firn.toml",
                        "[versions]\ngradle = \"4\"\n"))
                .hasMessageContaining("written in Kotlin");
    }

    @Test
    void aPluginFromTheCatalogueIsKnown() {
        Plan plan = plan(MapTree.of(
                "build.gradle.kts", "plugins { alias(libs.plugins.my.boot) }\n",
                "gradle/libs.versions.toml",
                        "[plugins]\nmy-boot = { id = \"org.springframework.boot\", version = \"3\" }\n"));
        assertThat(plan.framework()).isEqualTo("spring-boot");
        assertThat(plan.settings()).containsEntry("jar", "build/libs/*.jar");
    }

    @Test
    void versionFilesComeBeforeBuildFiles() {
        String pom = pom("<properties><java.version>17</java.version></properties>", SPRING);
        assertThat(plan(MapTree.of("pom.xml", pom, ".java-version", "21")).toolchain())
                .isEqualTo(new Plan.Toolchain("jdk", "21", "21.0.9"));
        assertThat(plan(MapTree.of("pom.xml", pom, ".sdkmanrc", "# x\njava=25.0.1-tem\n"))
                        .toolchain())
                .isEqualTo(new Plan.Toolchain("jdk", "25.0.1-tem", "25.0.1"));
        assertThat(plan(MapTree.of("pom.xml", pom, ".tool-versions", "java temurin-21.0.2+13.0.LTS\n"))
                        .toolchain())
                .extracting(Plan.Toolchain::version)
                .isEqualTo("21.0.9");
        refused(MapTree.of("pom.xml", pom, "system.properties", "java.runtime.version=11\n"))
                .hasMessageContaining("17.0.17, 21.0.9, 25.0.1");
    }

    @Test
    void theLowestJdkThatCompilesAnOldLevelIsTaken() {
        Plan plan =
                plan(MapTree.of("pom.xml", pom("<properties><java.version>1.8</java.version></properties>", SPRING)));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("jdk", "1.8", "17.0.17"));
    }

    @Test
    void theWrappersVersionIsComparedWithWhatThereIs() {
        Plan plan = plan(
                MapTree.of(
                        "pom.xml",
                        pom("", SPRING),
                        ".mvn/wrapper/maven-wrapper.properties",
                        "distributionUrl=https://example.org/maven2/org/apache/maven/apache-maven/3.8.6/apache-maven-3.8.6-bin.zip\n"));
        assertThat(plan.packageManager()).isEqualTo(new Plan.Installer("maven", "3.9.9"));
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("Maven 3.8.6"));
    }

    @Test
    void anUnpackedJarIsStartedAsItIs() {
        Plan plan = plan(MapTree.of(
                "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nMain-Class: a.b.Main\r\n", "a/b/Main.class", ""));
        assertThat(plan.command("web").orElse("")).isEqualTo("java $JAVA_OPTS -cp . a.b.Main");
    }

    @Test
    void entitiesAndDocumentTypesAreRefused() {
        refused(MapTree.of("pom.xml", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><project>&a;</project>"))
                .hasMessageContaining("no XML that can be read");
        refused(MapTree.of(
                        "pom.xml",
                        "<!DOCTYPE l [<!ENTITY a \"b\"><!ENTITY c"
                                + " \"&a;&a;\">]><project><artifactId>&c;</artifactId></project>"))
                .hasMessageContaining("pom.xml");
        refused(MapTree.of("pom.xml", "<a>".repeat(100_000))).hasMessageContaining("pom.xml");
        refused(MapTree.of("pom.xml", "<project>")).hasMessageContaining("pom.xml");
    }

    @Test
    void modulesAndParentsOutsideTheRepositoryAreNotFollowed() {
        Plan plan = plan(MapTree.of(
                "pom.xml",
                "<project><parent><artifactId>p</artifactId><version>1</version><relativePath>../../pom.xml</relativePath></parent>"
                        + "<artifactId>a</artifactId><modules><module>../x</module><module>.</module></modules><build><plugins>"
                        + SPRING + "</plugins></build></project>"));
        assertThat(plan.settings()).containsEntry("jar", "target/a-1.jar");
    }

    private static String pom(String more, String plugins) {
        return "<?xml version=\"1.0\"?>\n"
                + "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><artifactId>store</artifactId>"
                + "<version>1.2</version>" + more + "<build><plugins>" + plugins + "</plugins></build></project>";
    }

    private static String child(String artifact, String plugins) {
        return "<project><parent><artifactId>all</artifactId><version>3</version></parent><artifactId>" + artifact
                + "</artifactId><build><plugins>" + plugins + "</plugins></build></project>";
    }

    @Test
    void classesThatAProcfileStartsNeedNoJarThatStarts() {
        String web = "java -cp target/classes:target/dependency/* org.example.Main";
        Plan plan = plan(MapTree.of("pom.xml", pom("", ""), "Procfile", "web: " + web));
        assertThat(plan.command("web").orElse("")).isEqualTo(web);
        assertThat(plan.settings()).containsEntry("goals", "package").doesNotContainKey("jar");
        Plan gradle =
                plan(MapTree.of("build.gradle", "plugins { id 'java' }", "Procfile", "web: java -cp build/libs/* M"));
        assertThat(gradle.settings()).containsEntry("goals", "assemble");
    }

    @Test
    void amongSeveralModulesTheOneThatTheProcfileNamesIsRun() {
        String modules = "<modules><module>one</module><module>two</module></modules>";
        Plan plan = plan(MapTree.of(
                "pom.xml",
                pom("<packaging>pom</packaging>" + modules, ""),
                "one/pom.xml",
                child("one", SPRING),
                "two/pom.xml",
                child("two", SPRING),
                "Procfile",
                "web: java -jar two/target/two-1.0.jar"));
        assertThat(plan.settings()).containsEntry("module", "two");
    }
}
