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
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("python", asked, version));
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
    @CsvSource({
        "uv.lock,uv export",
        "poetry.lock,poetry export",
        "Pipfile.lock,pipenv requirements",
        "Pipfile,pipenv requirements"
    })
    void otherLockFilesGetTheCommandThatHelps(String file, String command) {
        refused(MapTree.of("pyproject.toml", "", file, "", "main.py", ""))
                .hasMessageContaining(file)
                .satisfies(
                        fault -> assertThat(((io.firn.fault.Fault) fault).hint().orElse(""))
                                .contains(command));
    }

    @Test
    void dependenciesInPyprojectAreRefused() {
        refused(MapTree.of("pyproject.toml", "[project]\nname='x'\ndependencies = ['flask']\n", "main.py", ""))
                .hasMessageContaining("pyproject.toml");
        assertThat(plan(MapTree.of("pyproject.toml", "[tool.black]\nline-length=100\n", "main.py", ""))
                        .stack())
                .isEqualTo("python");
    }

    @Test
    void brokenTomlIsNoCrash() {
        refused(MapTree.of("pyproject.toml", "[project\n=== dependencies", "setup.py", ""));
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

    private static String flask(String file, String text) {
        return plan(MapTree.of("requirements.txt", "Flask\ngunicorn\n", file, text))
                .command("web")
                .orElse("");
    }
}
