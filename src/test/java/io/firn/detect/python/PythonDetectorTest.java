package io.firn.detect.python;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonDetectorTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            .python-version | 3.11         | 3.11.2
            .python-version | 3            | 3.11.2
            .python-version | >= 3.12      | 3.13.5
            runtime.txt     | python-3.13  | 3.13.5
            runtime.txt     | python-3.11.2| 3.11.2
            """)
    void versionFilesAreRead(String file, String asked, String version) {
        Plan plan = plan(MapTree.of("requirements.txt", "", "main.py", "", file, "# a note\n" + asked + "\n"));
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("python", asked.replace("python-", ""), version));
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void aPatchThatIsNotOfferedBecomesItsReleaseLineWithAWarning() {
        Plan plan = plan(MapTree.of("requirements.txt", "", "main.py", "", "runtime.txt", "python-3.11.9"));
        assertThat(plan.toolchain()).extracting(Plan.Toolchain::version).isEqualTo("3.11.2");
        assertThat(plan.warnings()).singleElement().asString().contains("3.11.9");
    }

    @Test
    void aVersionThatIsNotThereSaysWhatIs() {
        refused(MapTree.of("requirements.txt", "", "main.py", "", ".python-version", "3.8"))
                .hasMessageContaining("Python \"3.8\"")
                .hasMessageContaining("3.11.2, 3.13.5");
    }

    @Test
    void requiresPythonOfPyprojectChooses() {
        Plan plan = plan(MapTree.of(
                "requirements.txt", "", "main.py", "", "pyproject.toml", "[project]\nrequires-python = \">=3.12\"\n"));
        assertThat(plan.toolchain()).extracting(Plan.Toolchain::version).isEqualTo("3.13.5");
    }

    @Test
    void flaskAppsAreFoundWhereTheyAre() {
        assertThat(flask("app.py", "application = flask.Flask(__name__)\n")).endsWith("app:application");
        assertThat(flask("site/__init__.py", "app: Flask = Flask(__name__)\n")).endsWith("site:app");
        assertThat(flask("wsgi.py", "\ndef create_app():\n    return Flask(__name__)\n"))
                .endsWith("'wsgi:create_app()'");
    }

    @Test
    void fastApiIsStartedByUvicorn() {
        Plan plan = plan(MapTree.of("requirements.txt", "fastapi", "app/main.py", "api = FastAPI()\n"));
        assertThat(plan.command("web").orElse("")).isEqualTo("uvicorn --host 0.0.0.0 --port $PORT app.main:api");
        assertThat(plan.warnings()).singleElement().asString().startsWith("uvicorn is not in requirements.txt");
    }

    @Test
    void djangoIsStartedByItsProject() {
        Plan plan = plan(MapTree.of(
                "requirements.txt", "Django>=3\ngunicorn",
                "manage.py", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')",
                "shop/settings.py", "",
                "shop/wsgi.py", ""));
        assertThat(plan.command("web").orElse("")).isEqualTo("gunicorn --bind 0.0.0.0:$PORT shop.wsgi");
        assertThat(plan.build()).isNull();
        assertThat(plan.env()).containsEntry("DJANGO_SETTINGS_MODULE", "shop.settings");
    }

    @ParameterizedTest
    @CsvSource({"uv.lock,uv", "poetry.lock,poetry", "pdm.lock,pdm", "Pipfile.lock,pipenv", "requirements.txt,pip"})
    void lockFilesNameTheInstaller(String file, String manager) {
        Plan plan =
                plan(MapTree.of("pyproject.toml", "[project]\ndependencies = ['flask']\n", file, "", "main.py", ""));
        assertThat(plan.packageManager()).isEqualTo(new Plan.Installer(manager, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            environment.yml | dependencies:;- flask                   | requirements.txt
            setup.py        | setup(install_requires=["flask"])       | requirements.txt
            """)
    void dependenciesWithoutALockGetTheCommandThatHelps(String file, String text, String help) {
        refused(MapTree.of(file, text.replace(';', '\n'), "main.py", ""))
                .hasMessageContaining(file)
                .satisfies(
                        fault -> assertThat(((io.firn.fault.Fault) fault).hint().orElse(""))
                                .contains(help));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            pyproject.toml  | [tool.poetry.dependencies];flask = "^3" | poetry lock
            pyproject.toml  | [project];dependencies = ["flask"]      | uv lock
            Pipfile         | [packages];flask = "*"                  | pipenv lock
            """)
    void manifestsWithoutALockAreWarnedOf(String file, String text, String command) {
        assertThat(plan(MapTree.of(file, text.replace(';', '\n'), "main.py", ""))
                        .warnings())
                .anyMatch(warning -> warning.contains(file) && warning.contains(command));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            pyproject.toml | [tool.poetry.dependencies];python = "^3.12"        | 3.13.5
            pyproject.toml | [tool.poetry.dependencies];python = ">=3.8,<3.12"  | 3.11.2
            pyproject.toml | [project];requires-python = "~=3.13.0"             | 3.13.5
            Pipfile        | [requires];python_version = "3.13"                 | 3.13.5
            mise.toml      | [tools];python = "3.13"                            | 3.13.5
            .tool-versions | python 3.13.1                                      | 3.13.5
            .python-version| latest                                             | 3.13.5
            """)
    void everyWayOfAskingIsUnderstood(String file, String text, String version) {
        Plan plan = plan(MapTree.of("main.py", "", "requirements.txt", "", file, text.replace(';', '\n')));
        assertThat(plan.toolchain()).extracting(Plan.Toolchain::version).isEqualTo(version);
    }

    @Test
    void anotherImplementationIsRefused() {
        refused(MapTree.of("main.py", "", "runtime.txt", "pypy3.10-7.3.12")).hasMessageContaining("pypy3.10");
    }

    @Test
    void aServerThatTheAppBringsServesIt() {
        assertThat(web("fastapi\nhypercorn", "main.py", "app = FastAPI()\n"))
                .isEqualTo("hypercorn --bind 0.0.0.0:$PORT main:app");
        assertThat(web("flask\nwaitress", "app.py", "app = Flask(__name__)\n"))
                .isEqualTo("waitress-serve --listen=0.0.0.0:$PORT app:app");
        assertThat(web("python-fasthtml", "main.py", "app, rt = fast_app(live=True)\n"))
                .isEqualTo("uvicorn --host 0.0.0.0 --port $PORT main:app");
        assertThat(web("starlette\nuvicorn", "web.py", "")).isEmpty();
    }

    @Test
    void aProgramThatServesItselfAndBringsNoServerStaysAsItIs() {
        String text = "app = Flask(__name__)\nif __name__ == '__main__':\n    app.run(port=8080)\n";
        assertThat(web("flask", "app.py", text)).isEqualTo("python app.py");
        assertThat(web("flask\ngunicorn", "app.py", text)).isEqualTo("gunicorn --bind 0.0.0.0:$PORT app:app");
    }

    @Test
    void aModuleThatServesWhereverItIsImportedIsRunAsAProgram() {
        String text = "app = Flask(__name__)\napp.run(host='0.0.0.0', port=8080)\n";
        assertThat(web("flask\ngunicorn", "app.py", text)).isEqualTo("python app.py");
        assertThat(web("bottle", "main.py", "app = Bottle()\nrun(app, port=80)\n"))
                .isEqualTo("python main.py");
    }

    @Test
    void functionsOfWsgiAndAsgiAreServedWithoutAFramework() {
        String wsgi = "def app(environ, start_response):\n    start_response('200 OK', [])\n    return [b'hi']\n";
        Plan plan = plan(MapTree.of("main.py", wsgi));
        assertThat(plan.command("web").orElse("")).isEqualTo("gunicorn --bind 0.0.0.0:$PORT main:app");
        assertThat(plan.warnings()).singleElement().asString().contains("the package set's own is used");
        assertThat(web("uvicorn", "main.py", "async def web(scope: Scope, receive, send) -> None:\n    pass\n"))
                .isEqualTo("uvicorn --host 0.0.0.0 --port $PORT main:web");
        assertThat(web(
                        "",
                        "main.py",
                        wsgi + "if __name__ == '__main__':\n    make_server('', 80, app).serve_forever()\n"))
                .isEqualTo("python main.py");
        assertThat(web("", "main.py", "class A:\n    def app(self, environ, start_response):\n        pass\n"))
                .isEqualTo("python main.py");
    }

    @Test
    void anAppThatIsMadeElsewhereIsServedWhereItIsNamed() {
        assertThat(web("flask\ngunicorn", "wsgi.py", "from shop.factory import create_app\n\napp = create_app()\n"))
                .isEqualTo("gunicorn --bind 0.0.0.0:$PORT wsgi:app");
        assertThat(web("fastapi", "main.py", "from shop.api import settings, app  # the app\n"))
                .isEqualTo("uvicorn --host 0.0.0.0 --port $PORT main:app");
        assertThat(web("starlette\nflask", "main.py", "app = Flask(__name__)\n"))
                .isEqualTo("gunicorn --bind 0.0.0.0:$PORT main:app");
    }

    @Test
    void aFrameworkThatNothingNamesIsAskedFor() {
        String text = "from flask import Flask\napp = Flask(__name__)\n";
        refused(MapTree.of("main.py", text))
                .hasMessageContaining("main.py imports flask")
                .satisfies(
                        fault -> assertThat(((io.firn.fault.Fault) fault).hint().orElse(""))
                                .contains("requirements.txt"));
        assertThat(web("flask-restx", "main.py", text)).isEqualTo("gunicorn --bind 0.0.0.0:$PORT main:app");
    }

    @Test
    void aProgramBesideAFrameworkIsWarnedOf() {
        Plan plan = plan(MapTree.of("requirements.txt", "flask", "main.py", "print('done')\n"));
        assertThat(plan.command("web").orElse("")).isEqualTo("python main.py");
        assertThat(plan.warnings()).singleElement().asString().contains("no flask app was found");
    }

    @Test
    void frameworksWithACommandOfTheirOwn() {
        assertThat(web("streamlit", "app.py", "import streamlit as st\n"))
                .startsWith("streamlit run app.py --server.port $PORT");
        assertThat(web("gradio", "app.py", "import gradio\n"))
                .isEqualTo("GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=$PORT python app.py");
    }

    @Test
    void commandsAndPackagesOfAProjectAreStarted() {
        Plan command = plan(MapTree.of(
                "pyproject.toml",
                "[project]\nname='x'\n[project.scripts]\nx-run = 'x.cli:main'\n",
                "src/x/cli.py",
                ""));
        assertThat(command.command("web").orElse(""))
                .isEqualTo("PYTHONPATH=src python -c 'from x.cli import main; main()'");
        Plan module = plan(MapTree.of("pyproject.toml", "[project]\nname='x'\n", "x/__main__.py", ""));
        assertThat(module.command("web").orElse("")).isEqualTo("python -m x");
    }

    @Test
    void djangoOneFolderBelowAndByAsgi() {
        Plan plan = plan(MapTree.of(
                "requirements.txt", "django\ndaphne\n",
                "src/manage.py", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings.production')",
                "src/shop/settings/production.py", "from .base import *\n",
                "src/shop/settings/base.py", "STATIC_ROOT = 'x'\nASGI_APPLICATION = 'shop.routing.application'\n",
                "src/shop/routing.py", ""));
        assertThat(plan.command("web").orElse(""))
                .isEqualTo("cd src && daphne -b 0.0.0.0 -p $PORT shop.routing:application");
        assertThat(plan.build()).isEqualTo(new Plan.Build("python src/manage.py collectstatic --noinput"));
    }

    @Test
    void hostileFilesAreReadInABoundedWay() {
        String deep = "a = " + "[".repeat(100_000);
        assertThat(plan(MapTree.of(
                                "requirements.txt",
                                "",
                                "main.py",
                                "(".repeat(200_000),
                                "pyproject.toml",
                                deep,
                                "Pipfile",
                                deep))
                        .stack())
                .isEqualTo("python");
        assertThat(plan(MapTree.of(
                                "requirements.txt",
                                "flask\ngunicorn",
                                "app.py",
                                "a" + " ,b".repeat(50_000) + "\napp = Flask(__name__)\n"))
                        .command("web")
                        .orElse(""))
                .endsWith("app:app");
        for (String text : java.util.List.of(
                "from a import " + "b,".repeat(100_000),
                "def app(environ" + " ".repeat(200_000),
                "async def a(scope:" + "x".repeat(200_000),
                "a.".repeat(200_000) + "run")) {
            assertThat(web("flask", "main.py", text)).isEqualTo("python main.py");
        }
    }

    @Test
    void brokenTomlIsNoCrash() {
        assertThat(plan(MapTree.of("pyproject.toml", "[project\n=== dependencies", "setup.py", "", "main.py", ""))
                        .warnings())
                .anyMatch(warning -> warning.contains("not valid TOML"));
        assertThat(plan(MapTree.of("requirements.txt", "", "pyproject.toml", "requires-python = [[[", "main.py", ""))
                        .stack())
                .isEqualTo("python");
    }

    @Test
    void aPlainProgramIsStarted() {
        assertThat(plan(MapTree.of("main.py", "")).command("web").orElse("")).isEqualTo("python main.py");
    }

    @Test
    void nothingToStartIsRefused() {
        refused(MapTree.of("requirements.txt", "flask", "lib.py", "")).hasMessageContaining("no flask app");
    }

    private static String web(String requirements, String file, String text) {
        var tree = MapTree.of("requirements.txt", requirements, file, text);
        return io.firn.detect.stacks.DetectionTest.DETECTION
                .look("shop", tree)
                .plan()
                .flatMap(plan -> plan.command("web"))
                .orElse("");
    }

    private static String flask(String file, String text) {
        return plan(MapTree.of("requirements.txt", "Flask\ngunicorn\n", file, text))
                .command("web")
                .orElse("");
    }
}
