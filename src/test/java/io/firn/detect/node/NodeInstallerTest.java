package io.firn.detect.node;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeInstallerTest {
    private static final String START = "\"scripts\": {\"start\": \"node x\"}";

    @ParameterizedTest
    @CsvSource({
        "package-lock.json,npm,npm start",
        "npm-shrinkwrap.json,npm,npm start",
        "yarn.lock,yarn,yarn run start",
        "pnpm-lock.yaml,pnpm,pnpm run start",
        "bun.lock,bun,bun run start",
        "bun.lockb,bun,bun run start"
    })
    void theLockFileNamesTheManager(String file, String name, String command) {
        Plan plan = plan(app("{" + START + ", \"dependencies\": {\"a\": \"1\"}}", file, ""));
        assertThat(name(plan)).isEqualTo(name);
        assertThat(plan.command("web").orElse("")).isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource({
        "pnpm@9.1.0,pnpm,9.1.4",
        "pnpm@9.1.0+sha512.abc,pnpm,9.1.4",
        "pnpm@9.99.0,pnpm,9.15.9",
        "yarn@4.9.2,yarn,4.9.2",
        "yarn@1.22.19,yarn,1.22.22",
        "npm@11.0.0,npm,11.21.2",
        "bun@1.3.14,bun,1.3.14"
    })
    void packageManagerNamesItWithItsVersion(String field, String name, String version) {
        Plan plan = plan(app("{" + START + ", \"packageManager\": \"" + field + "\"}"));
        assertThat(plan.packageManager()).isEqualTo(new Plan.Installer(name, version));
    }

    @Test
    void aManagerThatIsNotOnOfferSaysWhatIs() {
        refused(app("{" + START + ", \"packageManager\": \"pnpm@7.33.0\"}"))
                .hasMessageContaining("it asks for pnpm \"7.33.0\" (packageManager in package.json)")
                .hasMessageContaining("8.15.9, 9.15.9, 10.9.0");
    }

    @Test
    void aLockFileOfAnotherManagerIsWarnedOf() {
        Plan plan = plan(
                app("{" + START + ", \"packageManager\": \"npm@10.9.9\"}", "package-lock.json", "{}", "yarn.lock", ""));
        assertThat(name(plan)).isEqualTo("npm");
        assertThat(plan.warnings()).singleElement().asString().startsWith("yarn.lock is not read");
    }

    @Test
    void ofSeveralLockFilesTheOneThatEnginesNameCounts() {
        String both = "{" + START + ", \"engines\": {\"npm\": \">=10\"}}";
        assertThat(name(plan(app(both, "package-lock.json", "{}", "yarn.lock", ""))))
                .isEqualTo("npm");
        assertThat(name(plan(app("{" + START + "}", "package-lock.json", "{}", "yarn.lock", ""))))
                .isEqualTo("yarn");
    }

    @Test
    void theFormOfALockFileChoosesTheReleaseLine() {
        assertThat(version("pnpm-lock.yaml", "lockfileVersion: '6.0'\n")).isEqualTo("8.15.9");
        assertThat(version("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")).isEqualTo("10.9.0");
        assertThat(version("yarn.lock", "# yarn lockfile v1\n")).isEqualTo("1.22.22");
        assertThat(version("yarn.lock", "__metadata:\n  version: 6\n  cacheKey: 8\n"))
                .isEqualTo("3.8.7");
        assertThat(version("yarn.lock", "__metadata:\n  version: 8\n")).isEqualTo("4.9.2");
    }

    @ParameterizedTest
    @CsvSource({
        "bunfig.toml,'',bun",
        ".yarnrc.yml,'',yarn",
        ".tool-versions,pnpm 10.9.0,pnpm",
        "mise.toml,'[tools]\nbun = \"latest\"',bun"
    })
    void withoutALockFileSettingsAndVersionFilesNameIt(String file, String text, String name) {
        assertThat(name(plan(app("{" + START + "}", file, text)))).isEqualTo(name);
    }

    @Test
    void devEnginesNameItToo() {
        Plan plan = plan(app("{" + START
                + ", \"devEngines\": {\"packageManager\": {\"name\": \"pnpm\", \"version\": \"^9.0.0\"}}}"));
        assertThat(plan.packageManager()).isEqualTo(new Plan.Installer("pnpm", "9.15.9"));
    }

    @Test
    void npmsChoiceIsRecordedWhereThereIsNoLockFile() {
        Plan plan = plan(app("{" + START + ", \"dependencies\": {\"a\": \"1\"}}"));
        assertThat(plan.settings()).containsEntry(Plan.LOCK, "recorded");
        assertThat(plan.warnings()).anySatisfy(words -> assertThat(words).contains("There is no package-lock.json"));
        assertThat(plan(app("{" + START + "}")).settings()).doesNotContainKey(Plan.LOCK);
    }

    @ParameterizedTest
    @CsvSource({"yarn, yarn.lock", "pnpm, pnpm-lock.yaml", "bun, bun.lock"})
    void soIsTheChoiceOfTheOthers(String manager, String lock) {
        String engine = START + ", \"engines\": {\"" + manager + "\": \">=1\"}";
        Plan plan = plan(app("{" + engine + ", \"dependencies\": {\"a\": \"1\"}}"));
        assertThat(plan.settings()).containsEntry(Plan.LOCK, "recorded");
        assertThat(plan.warnings()).anySatisfy(words -> assertThat(words).contains("There is no " + lock));
    }

    @Test
    void aManifestInAFormOfPnpmsOwnNeedsALockFile() {
        refused(MapTree.of("package.yaml", "dependencies:\n  a: 1\nscripts:\n  start: node x\n"))
                .hasMessageContaining("there is no");
    }

    @Test
    void manifestsInTheOtherFormsThatPnpmReadsAreRead() {
        Plan json5 =
                plan(MapTree.of("package.json5", "{ // ours\n scripts: {start: 'node x',}, }", "pnpm-lock.yaml", ""));
        assertThat(json5.command("web").orElse("")).isEqualTo("pnpm run start");
        Plan yaml = plan(MapTree.of("package.yaml", "scripts:\n  start: node x\n", "pnpm-lock.yaml", ""));
        assertThat(yaml.command("web").orElse("")).isEqualTo("pnpm run start");
    }

    private static String version(String file, String text) {
        Plan.Installer installer = plan(app("{" + START + "}", file, text)).packageManager();
        return installer == null ? "" : String.valueOf(installer.version());
    }

    private static String name(Plan plan) {
        Plan.Installer installer = plan.packageManager();
        return installer == null ? "" : installer.name();
    }

    private static MapTree app(String manifest, String... more) {
        var files = new ArrayList<>(List.of("package.json", manifest));
        files.addAll(List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }
}
