package io.firn.flake.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonDepsTest {
    private static final Offers OFFERS = Offers.parse(
            """
            {"python": {"debian": {"default": "3.11.2", "versions": {"3.11.2": {"packages": {
               "flask": {"package": "python3-flask", "version": "2.2.2"},
               "python-dotenv": {"package": "python3-dotenv", "version": "0.21.0"},
               "uvicorn": {"package": "python3-uvicorn", "version": "0.17.6"},
               "uvloop": {"package": "python3-uvloop", "version": "0.17.0"},
               "gunicorn": {"package": "python3-gunicorn", "version": "20.1.0"}}}}}}}
            """,
            "debian");
    private static final String HEX = "0123456789abcdef".repeat(4);

    @Test
    void rangesAreSuppliedByTheSet() {
        Deps deps = read("Flask >= 2.0, < 3  # web\n\n# a note\npython_dotenv\n");
        assertThat(deps.kind()).isEqualTo("python");
        assertThat(deps.supplied())
                .containsExactly(
                        new Deps.Supplied("flask", ">=2.0,<3", "python3-flask", "2.2.2"),
                        new Deps.Supplied("python-dotenv", null, "python3-dotenv", "0.21.0"));
        assertThat(deps.lockDigest()).startsWith("sha256-");
    }

    @Test
    void anExactVersionIsMetOrRefusedWithTheOneThereIs() {
        assertThat(read("flask==2.2.2").supplied()).hasSize(1);
        refused("flask==3.0.3")
                .hasMessageContaining("\"flask==3.0.3\" of requirements.txt line 1")
                .hasMessageContaining("supplies flask 2.2.2 and no other");
        refused("flask~=3.0").hasMessageContaining("flask~=3.0");
    }

    @Test
    void manifestsWithoutALockFileAreSuppliedByTheSet() {
        String standard = "[project]\ndependencies = [\"flask>=2\", \"uvicorn[standard]\"]\n";
        assertThat(from("pyproject.toml", standard).supplied())
                .extracting(Deps.Supplied::name)
                .contains("flask", "uvicorn", "uvloop");
        String poetry =
                """
                [tool.poetry.dependencies]
                python = "^3.11"
                Flask = "^2.1"
                gunicorn = {version = "*", optional = true}
                python-dotenv = {version = "~0.21"}
                """;
        assertThat(from("pyproject.toml", poetry).supplied())
                .extracting(Deps.Supplied::asked)
                .containsExactly(">=2.1,<3", ">=0.21,<0.22");
        assertThat(from("Pipfile", "[packages]\nflask = \"*\"\n[dev-packages]\npytest = \"*\"\n")
                        .supplied())
                .containsExactly(new Deps.Supplied("flask", null, "python3-flask", "2.2.2"));
        assertThat(from("Pipfile", "[packages]\nflask = \"*\"\n").lockDigest()).startsWith("sha256-");
    }

    @Test
    void whatManifestsAskForInVainIsRefusedByName() {
        assertThatThrownBy(() -> from("pyproject.toml", "[tool.poetry.dependencies]\nflask = \"^3\"\n"))
                .hasMessageContaining("\"flask>=3,<4\" of pyproject.toml")
                .hasMessageContaining("supplies flask 2.2.2 and no other");
        assertThatThrownBy(() -> from("Pipfile", "[packages]\nmine = {git = \"https://git.invalid/mine\"}\n"))
                .hasMessageContaining("Could not use Pipfile: it asks for");
    }

    private static Deps from(String file, String text) {
        MapTree tree = MapTree.of(file, text, "main.py", "");
        return PythonDeps.read(Stacks.detection(OFFERS).plan("shop", tree), tree, OFFERS, Pins.NONE);
    }

    @Test
    void aPackageThatTheSetLacksIsRefused() {
        refused("dotenv").hasMessageContaining("does not supply it for Python 3.11.2; it supplies python-dotenv");
    }

    @Test
    void markersAreHeldTo() {
        assertThat(read("nothere; sys_platform == 'win32'\nother ; python_version < \"3.8\" and os_name == 'posix'\n")
                        .supplied())
                .isEmpty();
        assertThat(read("flask; python_version >= '3.8' or (sys_platform == 'darwin')")
                        .supplied())
                .hasSize(1);
        assertThat(read("flask; platform_machine not in 'arm64 aarch64'").supplied())
                .hasSize(1);
    }

    @Test
    void extrasBringTheirPackagesWhereTheSetHasThem() {
        assertThat(read("uvicorn[standard]>=0.15").supplied())
                .extracting(Deps.Supplied::name)
                .containsExactly("python-dotenv", "uvicorn", "uvloop");
    }

    @Test
    void includedFilesAreReadAndOptionsLeftOut() {
        Deps deps = read(
                "-r base/common.txt\n--index-url https://x.example.org\n",
                "base/common.txt",
                "-r ../more.txt\nflask\n",
                "more.txt",
                "gunicorn\n-r requirements.txt\n");
        assertThat(deps.supplied()).extracting(Deps.Supplied::name).containsExactly("flask", "gunicorn");
        refused("-r nowhere.txt").hasMessageContaining("included file \"nowhere.txt\"");
        refused("-r ../../etc/passwd").hasMessageContaining("included file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-e .",
                "git+https://host/x.git",
                "x @ https://host/x.whl",
                "./local",
                "https://host/a.tar.gz",
                "flask==",
                "a b c",
                "$(touch x)"
            })
    void whatIsNoPackageOfTheIndexIsRefused(String line) {
        refused(line).hasMessageContaining("requirements.txt");
    }

    @Test
    void oneHashOfOneVersionIsFetched() {
        Deps deps = read("Click.Extra==1.2 \\\n    --hash=sha256:" + HEX + "\n");
        assertThat(deps.files()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("click-extra");
            assertThat(file.registry()).isEqualTo("pypi");
            assertThat(file.file()).isEqualTo("packages/py3/c/click-extra/click_extra-1.2-py3-none-any.whl");
            assertThat(file.hash()).startsWith("sha256-ASNFZ4mrze8");
        });
        assertThat(deps.supplied()).isEmpty();
    }

    @Test
    void hashesThatCannotBeMetAreRefused() {
        String hash = " --hash=sha256:" + HEX;
        refused("flask==2.2.2" + hash + hash).hasMessageContaining("2 hashes");
        refused("flask>=2" + hash).hasMessageContaining("no exact version");
        refused("flask==2.2.2 --hash=md5:abc").hasMessageContaining("no sha256");
        refused("flask==../../x" + hash).hasMessageContaining("none of Python's form");
    }

    @Test
    void theServerThatThePlanStartsIsSuppliedEvenIfForgotten() {
        Deps deps = read("flask", "app.py", "app = Flask(__name__)");
        assertThat(deps.supplied()).extracting(Deps.Supplied::name).containsExactly("flask", "gunicorn");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(String requirements) {
        return assertThatThrownBy(() -> read(requirements)).isInstanceOf(Fault.class);
    }

    private static Deps read(String requirements, String... more) {
        var files = new ArrayList<>(List.of("requirements.txt", requirements, "main.py", ""));
        files.addAll(List.of(more));
        MapTree tree = MapTree.of(files.toArray(String[]::new));
        Plan plan = Stacks.detection(OFFERS).plan("shop", tree);
        return PythonDeps.read(plan, tree, OFFERS, Pins.NONE);
    }
}
