package io.firn.flake.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PyLockTest {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);
    private static final String C = "sha256:" + "c".repeat(64);
    private static final Offers OFFERS = Offers.parse(
            """
            {"python": {"debian": {"default": "3.11.2", "versions": {"3.11.2": {"packages": {
              "flask": {"package": "python3-flask", "version": "2.2.2"}}}}}}}
            """,
            "debian");
    private static final Plan PLAN = Plan.parse(
            """
            {"schema": 1, "name": "x", "stack": "python", "subdir": ".", "toolchain": {"name": "python", "version": "3.11.2"},
             "processes": {}, "env": {}}
            """);

    @Test
    void uvTakesWhatTheProjectReaches() {
        Deps deps = read(
                "uv.lock",
                """
                version = 1
                [[package]]
                name = "app"
                version = "0.1.0"
                source = { virtual = "." }
                dependencies = [{ name = "a", extra = ["x"] }, { name = "old", marker = "python_full_version < '3.9'" }]
                [package.dev-dependencies]
                dev = [{ name = "tool" }]
                [[package]]
                name = "a"
                version = "1.0"
                source = { registry = "https://index.example.org/simple" }
                wheels = [
                  { url = "https://files.example.org/packages/aa/bb/a-1.0-cp312-cp312-manylinux_2_17_x86_64.whl", hash = "%s" },
                  { url = "https://files.example.org/packages/aa/cc/a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", hash = "%s" },
                ]
                [package.optional-dependencies]
                x = [{ name = "b" }]
                [[package]]
                name = "b"
                version = "2.0"
                source = { registry = "https://index.example.org/simple" }
                sdist = { url = "https://files.example.org/packages/dd/b-2.0.tar.gz", hash = "%s" }
                [[package]]
                name = "old"
                version = "1.0"
                source = { registry = "https://index.example.org/simple" }
                [[package]]
                name = "tool"
                version = "1.0"
                source = { registry = "https://index.example.org/simple" }
                """
                        .formatted(A, B, C),
                Pins.NONE);
        assertThat(deps.files())
                .extracting(Deps.SourceFile::file)
                .containsExactly(
                        "packages/aa/cc/a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", "packages/dd/b-2.0.tar.gz");
        assertThat(deps.files().getFirst().hash()).startsWith("sha256-u7u7");
    }

    @Test
    void poetryTakesItsMainGroup() {
        String two =
                """
                [[package]]
                name = "Some.Thing"
                version = "1.5"
                optional = false
                groups = ["main"]
                markers = "python_version >= \\"3.8\\""
                files = [{file = "some_thing-1.5-py3-none-any.whl", hash = "%s"}]
                [[package]]
                name = "pytest"
                version = "7.0"
                optional = false
                groups = ["dev"]
                files = []
                """
                        .formatted(A);
        assertThat(read("poetry.lock", two, Pins.NONE).files())
                .extracting(Deps.SourceFile::file)
                .containsExactly("packages/py3/s/some-thing/some_thing-1.5-py3-none-any.whl");
        String one = two.replace("groups = [\"main\"]\n", "").replace("groups = [\"dev\"]\n", "");
        var tree = MapTree.of(
                "poetry.lock",
                one,
                "pyproject.toml",
                "[tool.poetry.dependencies]\npython = \"^3.11\"\nsome-thing = \"*\"\n");
        assertThat(PythonDeps.read(PLAN, tree, OFFERS, Pins.NONE).files())
                .extracting(Deps.SourceFile::name)
                .containsExactly("some-thing");
    }

    @Test
    void pdmTakesItsDefaultGroup() {
        String lock =
                """
                [[package]]
                name = "a"
                version = "1.0"
                groups = ["default", "dev"]
                files = [{file = "a-1.0-py3-none-any.whl", hash = "%s"}]
                [[package]]
                name = "t"
                version = "1.0"
                groups = ["dev"]
                """
                        .formatted(A);
        assertThat(read("pdm.lock", lock, Pins.NONE).files())
                .extracting(Deps.SourceFile::name)
                .containsExactly("a");
    }

    @Test
    void theIndexSaysWhichFileAHashIs() {
        String lock =
                "{\"default\": {\"a\": {\"version\": \"==1.0\", \"hashes\": [\"%s\", \"%s\"]}, \"flask\": {\"version\": \"==2.2.2\"}}}"
                        .formatted(A, B);
        var index = new Pins() {
            @Override
            public Map<Wanted, String> hashes(Collection<Wanted> wanted) {
                return Map.of();
            }

            @Override
            public List<Listed> listing(String registry, String name) {
                return List.of(
                        new Listed("packages/1/a-1.0-cp311-cp311-win_amd64.whl", A),
                        new Listed("packages/2/a-1.0-py3-none-any.whl", B),
                        new Listed("packages/3/a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", C));
            }
        };
        Deps deps = read("Pipfile.lock", lock, index);
        assertThat(deps.files()).extracting(Deps.SourceFile::file).containsExactly("packages/2/a-1.0-py3-none-any.whl");
        assertThat(deps.supplied()).extracting(Deps.Supplied::name).containsExactly("flask");
        assertThatThrownBy(() -> read("Pipfile.lock", lock, Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("2 hashes");
    }

    @Test
    void whatCannotBeHadIsRefusedByName() {
        refused("{\"default\": {\"flask\": {\"version\": \"==3.0\"}}}")
                .hasMessageContaining("supplies flask 2.2.2 and no other");
        refused("{\"default\": {\"x\": {\"git\": \"https://host/x\", \"ref\": \"a\"}}}")
                .hasMessageContaining("git https://host/x");
        assertThatThrownBy(() -> read("uv.lock", "version = [", Pins.NONE)).hasMessageContaining("TOML is broken");
        assertThatThrownBy(() -> read(
                        "pdm.lock",
                        "[[package]]\nname = \"a\"\nversion = \"1.0\"\ngroups = [\"default\"]\nfiles = [{file = \"a-1.0-cp312-cp312-win32.whl\", hash = \""
                                + A + "\"}]\n",
                        Pins.NONE))
                .hasMessageContaining("none of its files is for Python 3.11.2");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(String pipfile) {
        return assertThatThrownBy(() -> read("Pipfile.lock", pipfile, Pins.NONE))
                .isInstanceOf(Fault.class);
    }

    private static Deps read(String file, String lock, Pins pins) {
        return PythonDeps.read(PLAN, MapTree.of(file, lock), OFFERS, pins);
    }
}
