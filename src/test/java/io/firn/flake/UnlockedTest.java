package io.firn.flake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnlockedTest {
    private static final Offers OFFERS = Offers.parse(
            """
            {"python": {"debian": {"default": "3.11.2", "versions": {"3.11.2": {"packages": {
               "flask": {"package": "python3-flask", "version": "2.2.2"}}}}}}}
            """,
            "debian");
    private static final String SUM = "example.org/a v1.0.0 h1:" + "A".repeat(43) + "=\n";

    @Test
    void lockFileIsAddedBesideTheManifest() {
        Tree tree = MapTree.of("api/Cargo.toml", "[package]", "api/src/main.rs", "fn main() {}", "README.md", "x");
        Unlocked unlocked =
                Unlocked.of(plan("rust", "api", "recorded"), tree, OFFERS).orElseThrow();
        assertThat(unlocked.registry()).isEqualTo("crates");
        Tree built = unlocked.built(plan("rust", "api", "recorded"), tree, "version = 4\n");
        assertThat(built.text("api/Cargo.lock", 100)).hasValue("version = 4\n");
        assertThat(built.text("README.md", 100)).hasValue("x");
        assertThat(built.list("api").stream().map(entry -> entry.name()))
                .containsExactly("Cargo.lock", "Cargo.toml", "src");
        assertThat(built.entries()).hasSize(tree.entries().size() + 1);
    }

    @Test
    void onlyPlansThatSaySoAreConcerned() {
        Tree tree = MapTree.of("Gemfile", "gem 'a'");
        assertThat(Unlocked.of(plan("ruby", ".", "recorded"), tree, OFFERS)).isPresent();
        assertThat(Unlocked.of(plan("ruby", ".", null), tree, OFFERS)).isEmpty();
        assertThat(Unlocked.of(plan("static", ".", "recorded"), tree, OFFERS)).isEmpty();
    }

    @Test
    void digestIsOfWhatDecidesAlone() {
        String first = digest("php", "composer.json", "{}", "index.php", "1");
        assertThat(digest("php", "composer.json", "{}", "index.php", "2")).isEqualTo(first);
        assertThat(digest("php", "composer.json", "{}", "vendor/a/b/composer.json", "{}"))
                .isEqualTo(first);
        assertThat(digest("php", "composer.json", "{ }", "index.php", "1")).isNotEqualTo(first);
        assertThat(digest("ruby", "Gemfile", "", "lib/app/version.rb", "1"))
                .isNotEqualTo(digest("ruby", "Gemfile", "", "lib/app/version.rb", "2"));
    }

    @Test
    void goIsChosenByItsImportsToo() {
        String one = digest("go", "go.mod", "module a\n", "main.go", "package main\nimport \"example.org/a\"\n");
        assertThat(digest(
                        "go", "go.mod", "module a\n", "main.go", "package main\nimport \"example.org/a\"\nfunc x() {}"))
                .isEqualTo(one);
        assertThat(digest("go", "go.mod", "module a\n", "main.go", "package main\nimport \"example.org/b\"\n"))
                .isNotEqualTo(one);
    }

    @Test
    void bothFilesOfGoTakeThePlaceOfItsOwn() {
        Tree tree = MapTree.of("go.mod", "module a\n", "go.sum", "old", "main.go", "package main\n");
        Plan plan = plan("go", ".", "recorded");
        String both = "-- go.mod --\nmodule a\n\nrequire example.org/a v1.0.0\n-- go.sum --\n" + SUM;
        Tree built = Unlocked.of(plan, tree, OFFERS).orElseThrow().built(plan, tree, both);
        assertThat(built.text("go.mod", 100)).hasValue("module a\n\nrequire example.org/a v1.0.0\n");
        assertThat(built.text("go.sum", 100)).hasValue(SUM);
        assertThat(built.entries()).hasSize(3);
    }

    @Test
    void foldersInTheWayAreRefused() {
        Tree tree = MapTree.of("Gemfile", "gem 'a'", "Gemfile.lock/x", "y");
        Plan plan = plan("ruby", ".", "recorded");
        Unlocked unlocked = Unlocked.of(plan, tree, OFFERS).orElseThrow();
        assertThatThrownBy(() -> unlocked.built(plan, tree, "GEM\n"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("Gemfile.lock");
    }

    @Test
    void missingOnesSayHowToMakeThem() {
        Unlocked unlocked = Unlocked.of(plan("ruby", ".", "recorded"), MapTree.of("Gemfile", ""), OFFERS)
                .orElseThrow();
        assertThat(unlocked.missing().getMessage()).contains("there is no Gemfile.lock");
        assertThat(unlocked.missing().hint().orElse("")).contains("\"bundle lock\" and commit Gemfile.lock");
    }

    private static String digest(String stack, String... tree) {
        return Unlocked.of(plan(stack, ".", "recorded"), MapTree.of(tree), OFFERS)
                .orElseThrow()
                .digest();
    }

    private static Plan plan(String stack, String folder, @org.jspecify.annotations.Nullable String lock) {
        return new Plan(
                1,
                "a",
                stack,
                folder,
                null,
                null,
                null,
                null,
                new TreeMap<>(),
                null,
                null,
                null,
                null,
                lock == null ? new TreeMap<>() : new TreeMap<>(Map.of(Plan.LOCK, lock)),
                new TreeMap<>(),
                List.of(),
                List.of());
    }
}
