package io.firn.detect.python;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import org.junit.jupiter.api.Test;

class PythonStartTest {
    @Test
    void aScriptForManagingIsNoProgram() {
        refused(MapTree.of("requirements.txt", "six", "manage.py", "if __name__ == '__main__':\n    run()\n"))
                .hasMessageContaining("nothing says how it starts");
    }

    @Test
    void anAppIsFoundAmongTheRoutesOfAPackage() {
        Plan plan = plan(MapTree.of(
                "requirements.txt",
                "flask\ngunicorn",
                "site/routes.py",
                "from flask import Flask\napp = Flask(__name__)\n"));
        assertThat(plan.command("web").orElse("")).isEqualTo("gunicorn --bind 0.0.0.0:$PORT site.routes:app");
    }

    @Test
    void ofSeveralCommandsTheOneThatStartsIsTaken() {
        Plan plan = plan(MapTree.of(
                "pyproject.toml",
                "[project]\nname = \"x\"\n[project.scripts]\ndev = \"pkg.cli:dev\"\nserve = \"pkg.cli:serve\"\n",
                "pkg/cli.py",
                ""));
        assertThat(plan.command("web").orElse("")).isEqualTo("python -c 'from pkg.cli import serve; serve()'");
    }

    @Test
    void theOnlyModuleIsTheProgramWhereItIsOne() {
        assertThat(plan(MapTree.of("job.py", "def application(environ, start_response):\n    pass\n", "setup.sh", ""))
                        .command("web")
                        .orElse(""))
                .isEqualTo("gunicorn --bind 0.0.0.0:$PORT job:application");
        refused(MapTree.of("job.py", "X = 1\n")).hasMessageContaining("none of");
    }

    @Test
    void aPackageThatRunsMayHaveAHyphen() {
        Plan plan = plan(MapTree.of("requirements.txt", "six", "the-app/__main__.py", ""));
        assertThat(plan.command("web").orElse("")).isEqualTo("python -m the-app");
    }

    @Test
    void aSiteOfPelicanIsBuiltAndServed() {
        Plan plan = plan(MapTree.of(
                "requirements.txt", "pelican", "pelicanconf.py", "", "publishconf.py", "", "content/a.md", ""));
        assertThat(plan.framework()).isEqualTo("pelican");
        assertThat(plan.build()).isEqualTo(new Plan.Build("pelican content -o output -s publishconf.py"));
        assertThat(plan.site()).isEqualTo(new Plan.Site("output", false));
    }
}
