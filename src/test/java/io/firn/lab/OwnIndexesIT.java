package io.firn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Apps of Python and Ruby whose lock files name packages of an index that the operator has set: wheels and source archives by the
 * hashes of uv's and Poetry's lock files, gems by the lock file's checksum or by the index's.
 */
@BreaksInstallation
@LongTest
class OwnIndexesIT extends OwnRegistries {
    OwnIndexesIT() throws IOException {
        super("pypi", "rubygems");
    }

    @Test
    void pythonWithAWheelAndASourceArchive() throws IOException {
        String wheel = registry.file(
                "pypi",
                "packages/aa/bb/polite-1.2.0-py3-none-any.whl",
                PackagesForApps.wheel("polite", "1.2.0", "def of(text):\n    return 'dear ' + text\n"));
        String source = registry.file(
                "pypi",
                "packages/cc/dd/curt-0.3.0.tar.gz",
                PackagesForApps.sourceArchive("curt", "0.3.0", "def cut(text):\n    return text[:4]\n"));
        String project =
                """
                [project]
                name = "letters"
                version = "0.1.0"
                requires-python = ">=3.11"
                dependencies = ["curt", "polite"]
                """;
        String lock =
                """
                version = 1
                requires-python = ">=3.11"

                [[package]]
                name = "curt"
                version = "0.3.0"
                source = { registry = "https://index.invalid/simple" }
                sdist = { url = "https://files.invalid/packages/cc/dd/curt-0.3.0.tar.gz", hash = "sha256:%s" }

                [[package]]
                name = "letters"
                version = "0.1.0"
                source = { virtual = "." }
                dependencies = [
                    { name = "curt" },
                    { name = "polite" },
                ]

                [[package]]
                name = "polite"
                version = "1.2.0"
                source = { registry = "https://index.invalid/simple" }
                wheels = [
                    { url = "https://files.invalid/packages/aa/bb/polite-1.2.0-py3-none-any.whl", hash = "sha256:%s" },
                ]
                """
                        .formatted(source, wheel);
        PythonApp.of(
                        firn,
                        folder,
                        "own-uv",
                        "polite, curt",
                        "f'{polite.of(\"wheel\")} and {curt.cut(\"sourcearchive\")}'",
                        Map.of("pyproject.toml", project, "uv.lock", lock))
                .push()
                .ok();
        assertThat(firn.visit("own-uv", "/").body()).isEqualTo("dear wheel and sour");
    }

    @Test
    void pythonByPoetry() throws IOException {
        String wheel = registry.file(
                "pypi",
                "packages/py3/p/polite/polite-1.3.0-py3-none-any.whl",
                PackagesForApps.wheel("polite", "1.3.0", "def of(text):\n    return 'dearest ' + text\n"));
        String project =
                """
                [tool.poetry]
                name = "letters"
                version = "0.1.0"
                package-mode = false

                [tool.poetry.dependencies]
                python = "^3.11"
                polite = "^1.3"
                """;
        String lock =
                """
                [[package]]
                name = "polite"
                version = "1.3.0"
                description = ""
                optional = false
                python-versions = "*"
                groups = ["main"]
                files = [
                    {file = "polite-1.3.0-py3-none-any.whl", hash = "sha256:%s"},
                ]

                [metadata]
                lock-version = "2.1"
                python-versions = "^3.11"
                content-hash = "0000000000000000000000000000000000000000000000000000000000000000"
                """
                        .formatted(wheel);
        PythonApp.of(
                        firn,
                        folder,
                        "own-poetry",
                        "polite",
                        "polite.of('wheel')",
                        Map.of("pyproject.toml", project, "poetry.lock", lock))
                .push()
                .ok();
        assertThat(firn.visit("own-poetry", "/").body()).isEqualTo("dearest wheel");
    }

    @Test
    void rubyWithAGemThatIsCompiledAndOneThatTheIndexVouchesFor() throws IOException {
        String curt = registry.file(
                "rubygems",
                "gems/curt-0.3.0.gem",
                PackagesForApps.gem(
                        "curt",
                        "0.3.0",
                        new TreeMap<>(Map.of(
                                "ext/curt/extconf.rb",
                                "require \"mkmf\"\ncreate_makefile(\"curt/curt\")\n",
                                "ext/curt/curt.c",
                                "#include <ruby.h>\n"
                                        + "static VALUE cut(VALUE self, VALUE text) { return rb_str_substr(text, 0, 4);"
                                        + " }\n"
                                        + "void Init_curt(void) { rb_define_module_function(rb_define_module(\"Curt\"),"
                                        + " \"cut\", cut, 1); }\n",
                                "lib/curt.rb",
                                "require \"curt/curt\"\n"))));
        String polite = registry.file(
                "rubygems",
                "gems/polite-1.2.0.gem",
                PackagesForApps.gem(
                        "polite",
                        "1.2.0",
                        new TreeMap<>(Map.of(
                                "lib/polite.rb", "module Polite\n  def self.of(text) = \"dear #{text}\"\nend\n"))));
        registry.file(
                "rubygems", "info/polite", ("---\n1.2.0 |checksum:" + polite + "\n").getBytes(StandardCharsets.UTF_8));
        Repository app = Repository.of(firn, Path.of("buildpacks/ruby/examples/rack"), folder, "own-ruby");
        app.edit("Gemfile", "gem \"rack\"", "gem \"rack\"\ngem \"curt\"\ngem \"polite\"");
        app.edit("Gemfile.lock", "    rack (", "    curt (0.3.0)\n    polite (1.2.0)\n    rack (");
        app.edit(
                "Gemfile.lock",
                "\n  rack\n",
                "\n  curt\n  polite\n  rack\n\nCHECKSUMS\n  curt (0.3.0) sha256=" + curt + "\n");
        app.write(
                "config.ru",
                """
                require "curt"
                require "polite"
                run ->(_environment) { [200, { "content-type" => "text/plain" }, [Polite.of("gem") + " and " + Curt.cut("compiled")]] }
                """);
        String output = app.commit("with gems").push().ok().output();
        assertThat(output).contains("installed curt-0.3.0 (compiled)");
        assertThat(firn.visit("own-ruby", "/").body()).isEqualTo("dear gem and comp");
    }
}
