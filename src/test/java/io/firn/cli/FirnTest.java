package io.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.lab.StartsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@StartsServers
class FirnTest {
    private static final String DONE =
            """
            {"id":"r1","kind":"DEPLOY","state":"SUCCEEDED","release":"v2","url":"http://shop.localhost:80","seconds":12.34,
             "unchanged":false,"buildId":"b1","phases":[
              {"name":"source","state":"DONE","seconds":0.1},
              {"name":"build","state":"DONE","seconds":9.0,"detail":"on builder-1"},
              {"name":"image","state":"SKIPPED","reason":"the same image as v1","seconds":0.0}]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private ServiceForTests service = silent();

    @BeforeEach
    void environment() {
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("FIRN_URL", service.url());
        environment.put("FIRN_TOKEN", "secret");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aTopicAndItsVerbAreOneWordOrTwo() {
        service.on("POST /api/v1/apps", 201, "{\"name\":\"shop\",\"defaultBranch\":\"main\"}");
        assertThat(firn("apps", "create", "shop").out())
                .isEqualTo(firn("apps:create", "shop").out());
        assertThat(service.asked()).allSatisfy(asked -> {
            assertThat(asked.authorization()).isEqualTo("Bearer secret");
            assertThat(asked.text()).isEqualTo("{\"name\":\"shop\"}");
        });
    }

    @Test
    void anAppTellsWhereToPush() {
        service.on("GET /api/v1/apps/shop", 200, "{\"name\":\"shop\",\"state\":\"ACTIVE\"}");
        assertThat(firn("apps", "info", "shop", "--json").out())
                .contains("\"gitUrl\": \"" + service.url() + "/git/shop.git\"");
    }

    @Test
    void aListIsReadPageByPage() {
        service.on("GET /api/v1/apps?limit=200", 200, "{\"items\":[{\"name\":\"a\"}],\"next\":\"a\"}");
        service.on("GET /api/v1/apps?limit=200&after=a", 200, "{\"items\":[{\"name\":\"b\"}]}");
        assertThat(firn("apps").out().lines()).contains("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "404,NOT_FOUND,3",
        "401,UNAUTHENTICATED,4",
        "403,FORBIDDEN,4",
        "400,INVALID,2",
        "409,CONFLICT,1",
        "500,INTERNAL,1"
    })
    void aNoBecomesItsExitCodeWithMessageAndHint(int status, String code, int exit) {
        service.on(
                "GET /api/v1/whoami",
                status,
                "{\"code\":\"" + code + "\",\"detail\":\"Could not do it: so it is.\",\"hint\":\"Do that.\"}");
        Ran ran = firn("whoami");
        assertThat(ran.code()).isEqualTo(exit);
        assertThat(ran.err()).isEqualTo("Could not do it: so it is.\nDo that.\n");
        assertThat(ran.out()).isEmpty();
        assertThat(firn("whoami", "--json").err())
                .contains("\"code\": \"" + code + "\"")
                .contains("\"hint\": \"Do that.\"");
    }

    @Test
    void wrongFieldsAreNamed() {
        service.on(
                "POST /api/v1/apps",
                400,
                "{\"code\":\"INVALID\",\"detail\":\"Could not create.\",\"errors\":[{\"field\":\"name\",\"message\":\"must be short\"}]}");
        assertThat(firn("apps", "create", "x").err()).contains("  name: must be short");
    }

    @Test
    void wrongUsageExitsWithTwoAndSaysWhatToType() {
        assertThat(firn("apps", "create").code()).isEqualTo(2);
        assertThat(firn("nonsense").code()).isEqualTo(2);
        assertThat(firn("apps", "--nope").err()).contains("Type: firn apps --help.");
        assertThat(firn("logs", "-a", "Not A Name").code()).isEqualTo(2);
    }

    @Test
    void aServiceThatIsNotThereIsSaid() {
        service.close();
        Ran ran = firn("apps");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("Could not reach Firn at " + service.url() + ": nothing listens there.");
    }

    @Test
    void addressAndTokenComeFromTheConfigurationFolder() throws IOException {
        service.on("GET /api/v1/whoami", 200, "{\"orgId\":\"o\",\"tokenId\":\"t\",\"scopes\":[\"ADMIN\"]}");
        Path config = Files.createDirectories(folder.resolve("home/.config/firn"));
        Files.writeString(config.resolve("url"), service.url() + "/\n");
        Files.writeString(config.resolve("token"), "filed\n");
        environment.remove("FIRN_URL");
        environment.remove("FIRN_TOKEN");
        assertThat(firn("whoami").out()).contains("ADMIN");
        assertThat(service.asked().getFirst().authorization()).isEqualTo("Bearer filed");
    }

    @Test
    void anotherInstallationHasItsOwnFolder() throws IOException {
        Path home = Files.createDirectories(folder.resolve("other"));
        Files.writeString(home.resolve("instance"), "0a1b2c3d\n");
        Path config = Files.createDirectories(folder.resolve("home/.config/firn/0a1b2c3d"));
        Files.writeString(config.resolve("url"), service.url());
        environment.remove("FIRN_URL");
        environment.put("FIRN_HOME", home.toString());
        service.on("GET /api/v1/whoami", 200, "{}");
        assertThat(firn("whoami").code()).isZero();
    }

    @Test
    void withoutAnAddressTheNextStepIsSaid() {
        environment.remove("FIRN_URL");
        assertThat(firn("apps").err()).contains("Type: firn up, or set FIRN_URL and FIRN_TOKEN.");
    }

    @Test
    void theAppComesFromTheGitRemote() throws IOException {
        Files.createDirectories(folder.resolve(".git"));
        Files.createDirectories(folder.resolve("deep/down"));
        Files.writeString(
                folder.resolve(".git/config"),
                "[remote \"origin\"]\n\turl = git@example.org:x/y.git\n[remote \"prod\"]\n\turl = "
                        + service.url().replace("127.0.0.1", "localhost") + "/git/shop.git\n\tfetch = +refs\n");
        service.on(
                "GET /api/v1/apps/shop/releases",
                200,
                "{\"items\":[{\"number\":3,\"live\":true,\"reason\":\"Deploy\"}]}");
        assertThat(Ran.firn(folder.resolve("deep/down"), environment, "", "releases")
                        .out())
                .contains("v3")
                .contains("live");
    }

    @Test
    void withoutAnAppTheWaysToNameOneAreSaid() {
        Ran ran = firn("releases");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("Add -a APP").contains("git remote add firn");
    }

    @Test
    void deployShowsPhasesAndLogAndEndsWithUrlReleaseSecondsAndUndo() throws IOException {
        Files.writeString(folder.resolve("index.html"), "hi");
        Files.writeString(folder.resolve(".gitignore"), "node_modules/\n");
        Files.createDirectories(folder.resolve("node_modules"));
        Files.writeString(folder.resolve("node_modules/x"), "x");
        service
                .on("POST /api/v1/apps/shop/archives", 202, "{\"pushId\":\"p1\"}")
                .on("GET /api/v1/apps/shop/deployments?push=p1&limit=200", 200, "{\"items\":[]}")
                .on(
                        "GET /api/v1/apps/shop/deployments?push=p1&limit=200",
                        200,
                        "{\"items\":[{\"id\":\"r1\",\"state\":\"RUNNING\",\"phases\":[{\"name\":\"source\",\"state\":\"RUNNING\"}]}]}")
                .on("GET /api/v1/apps/shop/deployments/r1", 200, DONE)
                .stream(
                        "GET /api/v1/apps/shop/builds/b1/logs",
                        "id: 5\nevent: line\ndata: {\"compiling\": 1}\n\nevent: end\ndata: {}\n\n");
        Ran ran = firn("deploy", "-a", "shop");
        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines())
                .containsSubsequence(
                        "-----> Source ...",
                        "       {\"compiling\": 1}",
                        "       done in 0.1 s",
                        "-----> Build: on builder-1 (9.0 s)",
                        "-----> Image: skipped, the same image as v1",
                        "=====> shop v2 is live (12.3 s)",
                        "       http://shop.localhost:80",
                        "       undo: firn rollback -a shop");
        assertThat(ran.out()).contains("Sending 2 files");
        assertThat(service.asked().getFirst().type()).isEqualTo("application/gzip");
    }

    @Test
    void aFailedDeployTellsThePhaseWhatServesAndWhatToType() {
        service
                .on("POST /api/v1/apps/shop/deployments", 202, "{\"id\":\"r1\",\"state\":\"QUEUED\",\"phases\":[]}")
                .on(
                        "GET /api/v1/apps/shop/deployments/r1",
                        200,
                        """
                        {"id":"r1","state":"FAILED","seconds":3,"buildId":"b1","fault":{"code":"BUILD_FAILED",
                         "detail":"Could not build shop: exit 1.","hint":"Mend it."},
                         "phases":[{"name":"build","state":"FAILED","seconds":2.5}]}
                        """)
                .stream("GET /api/v1/apps/shop/builds/b1/logs", "event: line\ndata: boom\n\nevent: end\ndata: {}\n\n")
                .on("GET /api/v1/apps/shop/releases", 200, "{\"items\":[{\"number\":7,\"live\":true}]}");
        Ran ran = firn("deploy", "-a", "shop", "--commit", "abc");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out().lines())
                .containsSubsequence(
                        "       boom",
                        " !     Build failed after 2.5 s",
                        " !     Failed in the phase \"build\":",
                        " !     Could not build shop: exit 1.",
                        "       Mend it.",
                        "       v7 still serves",
                        "       next: firn builds logs b1 -a shop");
    }

    @Test
    void jsonOfADeployIsOneObject() {
        service.on("POST /api/v1/apps/shop/deployments", 202, DONE);
        Ran ran = firn("deploy", "-a", "shop", "--commit", "abc", "--json");
        assertThat(ran.out()).startsWith("{").contains("\"release\": \"v2\"");
    }

    @Test
    void rollbackSaysWhatItDidAndHowToUndoIt() {
        service.on("GET /api/v1/apps/shop/releases", 200, "{\"items\":[{\"number\":7,\"live\":true}]}")
                .on("POST /api/v1/apps/shop/rollback", 202, DONE.replace("DEPLOY", "ROLLBACK"));
        Ran ran = firn("rollback", "v5", "-a", "shop");
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("configuration is as it was today")
                .contains("to undo: firn rollback v7 -a shop");
        assertThat(service.asked()).anySatisfy(asked -> assertThat(asked.text()).contains("\"release\":\"v5\""));
    }

    @Test
    void deletingAsksForTheName() {
        assertThat(firn("apps", "delete", "shop").code()).isEqualTo(2);
        assertThat(service.asked()).isEmpty();
        service.on(
                "DELETE /api/v1/apps/shop",
                202,
                "{\"id\":\"r9\",\"kind\":\"DESTROY\",\"state\":\"SUCCEEDED\",\"seconds\":1}");
        assertThat(Ran.firn(folder, environment, "shop\n", "apps", "destroy", "shop")
                        .out())
                .contains("shop is gone");
        assertThat(firn("apps:delete", "shop", "--confirm", "shop").code()).isZero();
    }

    @Test
    void aLogThatBreaksOffGoesOnAfterItsLastEvent() {
        service.stream(
                "GET /api/v1/apps/shop/logs",
                "id: 4\nevent: line\ndata: {\"process\":\"web\",\"instance\":1,\"text\":\"one\"}\n\n: ping\n\n")
                .stream(
                        "GET /api/v1/apps/shop/logs",
                        "event: gap\ndata: {\"dropped\":3}\n\nevent: line\ndata: two\n\nevent: end\ndata:\n\n");
        Ran ran = firn("logs", "-f", "-a", "shop");
        assertThat(ran.out()).isEqualTo("[web.1] one\n(… 3 lines are missing here)\ntwo\n");
    }

    @Test
    void variablesAreSetAllAtOnce() {
        service.on("POST /api/v1/apps/shop/config/vars", 200, "{\"revision\":2}");
        assertThat(firn("config", "set", "A=1", "B=x=y", "-a", "shop").code()).isZero();
        assertThat(service.asked()).singleElement().satisfies(asked -> assertThat(asked.text())
                .isEqualTo("{\"A\":\"1\",\"B\":\"x=y\"}"));
        assertThat(firn("config", "set", "1A=1", "-a", "shop").code()).isEqualTo(2);
    }

    @Test
    void oneVariableIsPrintedBare() {
        service.on("GET /api/v1/apps/shop/config", 200, "{\"revision\":2,\"vars\":{\"A\":\"1\"}}");
        assertThat(firn("config", "get", "A", "-a", "shop").out()).isEqualTo("1\n");
        assertThat(firn("config", "get", "B", "-a", "shop").code()).isEqualTo(3);
    }

    @Test
    void aNewTokenIsPrintedAloneOnStandardOutput() {
        service.on("POST /api/v1/tokens", 201, "{\"id\":\"t1\",\"token\":\"firn_x\"}");
        Ran ran = firn("token", "create", "ci", "--scope", "deploy", "--expires", "30d");
        assertThat(ran.out()).isEqualTo("firn_x\n");
        assertThat(service.asked().getFirst().text())
                .isEqualTo("{\"name\":\"ci\",\"scopes\":[\"DEPLOY\"],\"expiresInSeconds\":2592000}");
    }

    @Test
    void gitGetsTheTokenForThisAddressOnly() {
        String host = service.url().substring("http://".length());
        assertThat(Ran.firn(folder, environment, "protocol=http\nhost=" + host + "\n\n", "git:credential", "get")
                        .out())
                .isEqualTo("username=firn\npassword=secret\n");
        assertThat(Ran.firn(folder, environment, "protocol=http\nhost=evil.example\n\n", "git:credential", "get")
                        .out())
                .isEmpty();
        assertThat(Ran.firn(folder, environment, "protocol=http\nhost=" + host + "\n\n", "git:credential", "erase")
                        .out())
                .isEmpty();
    }

    @Test
    void renamingIsAPatch() {
        service.on("PATCH /api/v1/apps/shop", 200, "{\"name\":\"store\"}");
        assertThat(firn("apps", "rename", "shop", "store").out()).contains("/git/store.git");
    }

    @Test
    void detectTellsThePlanWithoutAService() throws IOException {
        Files.writeString(folder.resolve("index.html"), "hi");
        service.close();
        environment.put("FIRN_NIX_HOME", Path.of("").toAbsolutePath().toString());
        assertThat(firn("detect", "-a", "shop", "--json").out())
                .contains("\"stack\": \"static\"")
                .contains("\"name\": \"shop\"");
        assertThat(firn("detect", "-a", "shop").out()).contains("=====> shop is a static app");
        assertThat(firn("detect", "nowhere").code()).isEqualTo(3);
        assertThat(firn("detect", "-a", "shop", "--explain").out())
                .contains("Looked at", "not there: ", "package.json", "static", "45 %", "index.html is there");
        Files.writeString(folder.resolve("firn.toml"), "bulid = 'x'");
        Ran explained = firn("detect", "-a", "shop", "--explain", "--json");
        assertThat(explained.out()).contains("\"claims\"", "\"looked\"", "unknown key \\\"bulid\\\"");
        assertThat(explained.code()).isNotZero();
    }

    private Ran firn(String... arguments) {
        return Ran.firn(folder, environment, "", arguments);
    }

    private static ServiceForTests silent() {
        try {
            return new ServiceForTests();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
