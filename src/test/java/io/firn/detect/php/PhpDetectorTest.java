package io.firn.detect.php;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import org.junit.jupiter.api.Test;

class PhpDetectorTest {
    @Test
    void aPageAloneIsServedFromWhereItLies() {
        Plan plan = plan(MapTree.of("index.php", "<?php"));
        assertThat(plan.stack()).isEqualTo("php");
        assertThat(plan.command("web").orElse("")).isEqualTo("firn-php");
        assertThat(plan.settings()).isEmpty();
        assertThat(plan(MapTree.of("htdocs/index.php", "<?php")).settings()).containsEntry("root", "htdocs");
    }

    @Test
    void frameworksServeTheirPublicFolder() {
        Plan plan = plan(MapTree.of(
                "composer.json",
                "{\"require\": {\"php\": \"^8.2\", \"laravel/framework\": \"^11.0\"}}",
                "public/index.php",
                "<?php",
                "artisan",
                "",
                "package.json",
                "{\"scripts\": {\"build\": \"vite build\"}}"));
        assertThat(plan.stack()).isEqualTo("php");
        assertThat(plan.framework()).isEqualTo("laravel");
        assertThat(plan.packageManager()).isEqualTo(new Plan.Installer("composer", null));
        assertThat(plan.settings()).containsEntry("root", "public");
    }

    @Test
    void composersOwnNameForTheFolderWins() {
        Plan plan = plan(MapTree.of(
                "composer.json",
                "{\"extra\": {\"public-dir\": \"./site/\"}}",
                "site/index.php",
                "",
                "public/index.php",
                ""));
        assertThat(plan.settings()).containsEntry("root", "site");
    }

    @Test
    void aProcfileOfHerokusServersBecomesOurs() {
        Plan plan = plan(MapTree.of(
                "composer.json",
                "{}",
                "web/index.php",
                "",
                "Procfile",
                "web: vendor/bin/heroku-php-nginx -C nginx.conf web/\n"));
        assertThat(plan.command("web").orElse("")).isEqualTo("firn-php");
        assertThat(plan.settings()).containsEntry("root", "web");
    }

    @Test
    void versionsFollowComposersRanges() {
        assertThat(version("{\"require\": {\"php\": \"~8.1.0 || ~8.2.0\"}}")).isEqualTo("8.2.29");
        assertThat(version("{\"require\": {\"php\": \">=8.1\"}}")).isEqualTo("8.4.11");
        assertThat(version("{\"require\": {\"php\": \"^8.1\"}, \"config\": {\"platform\": {\"php\": \"8.2.7\"}}}"))
                .isEqualTo("8.2.29");
        assertThat(version("{}")).isEqualTo("8.4.11");
    }

    @Test
    void aPhpThatIsNotOfferedSaysWhatIs() {
        refused(MapTree.of("composer.json", "{\"require\": {\"php\": \"^7.4\"}}", "index.php", ""))
                .hasMessageContaining("PHP \"^7.4\"")
                .hasMessageContaining("8.2.29, 8.4.11");
    }

    @Test
    void whatStartsNowhereSaysSo() {
        refused(MapTree.of("composer.json", "{\"require\": {}}", "src/Kernel.php", ""))
                .hasMessageContaining("no index.php");
        refused(MapTree.of("composer.json", "{\"require\": ", "index.php", "")).hasMessageContaining("no valid JSON");
    }

    @Test
    void foldersOutsideTheRepositoryAreNotServed() {
        Plan plan = plan(MapTree.of("composer.json", "{\"extra\": {\"public-dir\": \"../../etc\"}}", "index.php", ""));
        assertThat(plan.settings()).isEmpty();
    }

    private static String version(String composer) {
        Plan.Toolchain toolchain =
                plan(MapTree.of("composer.json", composer, "index.php", "")).toolchain();
        return toolchain == null ? "" : toolchain.version();
    }

    @Test
    void aScriptOfTheProcfileDoesNotMakeItAnotherStack() {
        Plan plan = plan(MapTree.of(
                "composer.json",
                "{}",
                "public/index.php",
                "<?php",
                "package.json",
                "{\"scripts\": {\"build\": \"vite build\"}}",
                "Procfile",
                "web: bash start.sh"));
        assertThat(plan.stack()).isEqualTo("php");
        assertThat(plan.command("web").orElse("")).isEqualTo("bash start.sh");
    }

    @Test
    void theServerOfABuildpackIsOursWhereverItLies() {
        Plan plan = plan(MapTree.of(
                "composer.json",
                "{}",
                "web/index.php",
                "<?php",
                "Procfile",
                "web: vendor/heroku/heroku-buildpack-php/bin/heroku-php-apache2 web/"));
        assertThat(plan.command("web").orElse("")).isEqualTo("firn-php");
        assertThat(plan.settings()).containsEntry("root", "web");
    }
}
