package io.firn.flake.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.flake.Unlocked;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonRecordTest {
    private static final Offers OFFERS = Offers.parse(
            """
            {"python": {"debian": {"default": "3.11.2", "versions": {"3.11.2": {"packages": {
               "flask": {"package": "python3-flask", "version": "2.2.2"},
               "gunicorn": {"package": "python3-gunicorn", "version": "20.1.0"}}}}}}}
            """,
            "debian");
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String LOCK =
            """
            # Chosen by pip 25.1.1, once.
            lock-version = "1.0"
            created-by = "firn"
            requires-python = "==3.11.*"

            [[packages]]
            name = "polite"
            version = "1.2.0+a"
            wheels = [{ name = "polite-1.2.0+a-py3-none-any.whl", url = "http://pypi.sources.invalid/simple/polite/polite-1.2.0%%2Ba-py3-none-any.whl", hashes = { sha256 = "%s" } }]
            """
                    .formatted(HEX);

    @Test
    void whatThePackageSetSuppliesIsNotChosenAnew() {
        assertThat(asked("flask>=2\ngunicorn\n")).isEmpty();
        assertThat(asked("flask>=2\npolite; python_version < \"3\"\n")).isEmpty();
        assertThat(of("requirements.txt", "polite\n", "uv.lock", "version = 1\n"))
                .isEmpty();
    }

    @Test
    void allIsChosenWhereThePackageSetLacksOne() {
        PythonRecord.Asked asked = asked(
                        "# web\nFlask [Async] >= 2, <3\nPolite_Words ~= 1.2 ; python_version > '3'\n-c limits.txt\n")
                .orElseThrow();
        assertThat(asked.requirements()).isEqualTo("flask[async]>=2,<3\npolite-words~=1.2");
        assertThat(asked.limits()).isEqualTo("curt<2");
        assertThat(asked.refusal().orElseThrow()).hasMessageContaining("\"polite-words\" of requirements.txt line 3");
        assertThat(asked("flask==3.0.3\n").orElseThrow().refusal().orElseThrow())
                .hasMessageContaining("supplies flask 2.2.2 and no other");
    }

    @Test
    void appsOfTheIndexStayThere() {
        Tree tree = tree("requirements.txt", "flask>=2\n");
        PythonRecord.Asked asked =
                PythonRecord.of(plan(tree), tree, OFFERS, true).orElseThrow();
        assertThat(asked.requirements()).isEqualTo("flask>=2");
        assertThat(asked.refusal()).isEmpty();
        Tree locked = tree("requirements.txt", "flask>=2\n", "uv.lock", "version = 1\n");
        assertThat(PythonRecord.of(plan(locked), locked, OFFERS, true)).isEmpty();
        Tree empty = tree();
        assertThat(PythonRecord.of(plan(empty), empty, OFFERS, true)).isEmpty();
    }

    @Test
    void manifestsOfOtherToolsAreAsked() {
        String standard = "[project]\ndependencies = [\"polite[loud]>=1\"]\n";
        assertThat(of("pyproject.toml", standard).orElseThrow().requirements()).isEqualTo("polite[loud]>=1");
        PythonRecord.Asked pipfile =
                of("Pipfile", "[packages]\npolite = \"*\"\nflask = \"~=2.0\"\n").orElseThrow();
        assertThat(pipfile.requirements().lines()).containsExactlyInAnyOrder("polite", "flask~=2.0");
        assertThat(pipfile.byHand(plan(MapTree.of("Pipfile", "[packages]\n", "app.py", ""))))
                .containsExactly("pipenv lock", "Pipfile.lock");
    }

    @Test
    void choiceBelongsToWhatPipReads() {
        String digest = digest("polite>=1\n");
        assertThat(digest).startsWith("sha256-");
        assertThat(digest("# a note\npolite >= 1 # another\n")).isEqualTo(digest);
        assertThat(digest("--extra-index-url https://elsewhere.invalid/simple\npolite>=1\n"))
                .isEqualTo(digest);
        assertThat(digest("polite>=1\n-c limits.txt\n")).isNotEqualTo(digest);
        assertThat(digest("polite>=1\nflask\n")).isNotEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "polite\n-e git+https://code.invalid/a#egg=a\n",
                "polite\n./local\n",
                "polite @ https://elsewhere.invalid/polite-1.whl\n",
                "polite\n../../other.whl\n",
                "polite==1.0 --hash=sha256:abc\nother\n",
                "polite==1\\\\\n",
                "polite==$(id)\n",
                "polite==1#x\n",
                "-r absent.txt\npolite\n"
            })
    void whatPipIsNotToReadIsRefusedAsEver(String text) {
        assertThat(asked(text)).isEmpty();
        Tree tree = tree("requirements.txt", text);
        assertThatThrownBy(() -> PythonDeps.read(plan(tree), tree, OFFERS, Pins.NONE))
                .isInstanceOf(Fault.class);
    }

    @Test
    void optionsNeverReachPip() {
        String text =
                """
                --index-url https://elsewhere.invalid
                --find-links /tmp
                --no-binary :all:
                --pre
                polite; '--global-option=x' == 'y' or python_version > '3'
                """;
        assertThat(asked(text).orElseThrow().requirements()).isEqualTo("polite");
    }

    @Test
    void choiceIsReadAsALockFileThatIsAddedToTheSource() {
        Tree tree = tree("requirements.txt", "polite\n");
        Plan plan = plan(tree);
        Unlocked unlocked = Unlocked.of(plan, tree, OFFERS).orElseThrow();
        assertThat(unlocked.registry()).isEqualTo("pypi");
        assertThat(unlocked.byHand()).isEqualTo("run \"pip lock -r requirements.txt\" and commit pylock.toml");
        Tree built = unlocked.built(plan, tree, LOCK);
        Deps deps = PythonDeps.read(plan, built, OFFERS, Pins.NONE);
        assertThat(deps.files()).singleElement().satisfies(file -> {
            assertThat(file.file()).isEqualTo("simple/polite/polite-1.2.0%2Ba-py3-none-any.whl");
            assertThat(file.version()).isEqualTo("1.2.0+a");
        });
        assertThat(Unlocked.of(plan, built, OFFERS)).isEmpty();
    }

    @Test
    void lockFilesOfOthersCountWhereThePlanSaysSo() {
        String others = LOCK.replace("\"firn\"", "\"uv\"")
                .replace("http://pypi.sources.invalid/simple/polite", "https://files.invalid/packages/ab/cd");
        Tree tree = tree("requirements.txt", "flask\n", "pylock.toml", others);
        Plan seen = plan(tree);
        assertThat(seen.settings()).containsEntry(Plan.LOCK, "pylock.toml");
        assertThat(PythonDeps.read(seen, tree, OFFERS, Pins.NONE).files())
                .extracting(Deps.SourceFile::file)
                .containsExactly("packages/ab/cd/polite-1.2.0%2Ba-py3-none-any.whl");
        Plan before = plan(tree("requirements.txt", "flask\n")); // an app that was built before the file was read
        assertThat(PythonDeps.read(before, tree, OFFERS, Pins.NONE).files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"simple/../../x/polite-1.whl", "/etc/polite-1.whl", "a b/polite-1.whl", "./polite-1.whl", ""})
    void pathsThatAreNoneAreRefused(String path) {
        String hostile = LOCK.replaceFirst("invalid/[^\"]*\"", "invalid/" + path + "\"");
        Tree tree = tree("requirements.txt", "flask\n", "pylock.toml", hostile);
        assertThatThrownBy(() -> PythonDeps.read(plan(tree), tree, OFFERS, Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("polite");
    }

    @Test
    void whatComesFromElsewhereIsRefused() {
        for (String from : List.of(
                "vcs = { type = \"git\", url = \"https://code.invalid/a\", commit-id = \"1\" }",
                "directory = { path = \".\" }",
                "archive = { url = \"https://elsewhere.invalid/a.zip\", hashes = {} }",
                "wheels = [{ path = \"./polite.whl\", hashes = {} }]")) {
            String lock =
                    "lock-version = \"1.0\"\ncreated-by = \"firn\"\n[[packages]]\nname = \"polite\"\n" + from + "\n";
            Tree tree = tree("requirements.txt", "flask\n", "pylock.toml", lock);
            assertThatThrownBy(() -> PythonDeps.read(plan(tree), tree, OFFERS, Pins.NONE))
                    .hasMessageContaining("not from the index");
        }
    }

    private static Optional<PythonRecord.Asked> asked(String requirements) {
        return of("requirements.txt", requirements, "limits.txt", "curt<2\n");
    }

    private static String digest(String requirements) {
        return asked(requirements).orElseThrow().digest();
    }

    private static Optional<PythonRecord.Asked> of(String... files) {
        Tree tree = tree(files);
        return PythonRecord.of(plan(tree), tree, OFFERS, false);
    }

    private static Tree tree(String... files) {
        var all = new ArrayList<>(List.of(files));
        all.addAll(List.of("app.py", "print('a')\n"));
        return MapTree.of(all.toArray(String[]::new));
    }

    private static Plan plan(Tree tree) {
        return Stacks.detection(OFFERS).plan("a", tree);
    }
}
