package io.firn.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.firn.TestDatabase;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.nix.ContentAddress.Algorithm;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(value = RegistryForTests.class, scope = TestResourceScope.GLOBAL)
@Tag("started")
class SourcesDoorTest {
    @Inject
    SourceRegistry registry;

    @Inject
    Tokens tokens;

    @Test
    void registeredFileIsFetchedOnceAndKept() throws Exception {
        for (Algorithm algorithm : List.of(Algorithm.SHA1, Algorithm.SHA256, Algorithm.SHA512)) {
            String path = "pool/" + algorithm.label() + ".deb";
            String hex = hash(algorithm, "content of " + path);
            registry.register(List.of(new SourceFile(algorithm, hex, "testing", path)));
            for (int n = 0; n < 3; n++) {
                get(algorithm.label() + "/" + hex).statusCode(200).body(equalTo("content of " + path));
            }
            assertThat(RegistryForTests.ASKED.get(path)).hasValue(1);
        }
    }

    @Test
    void manyWhoWantOneFileAtOnceFetchItOnce() throws Exception {
        String hex = register("pool/wanted", "content of pool/wanted");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Callable<Integer>>();
            for (int n = 0; n < 12; n++) {
                all.add(() -> get("sha256/" + hex).extract().statusCode());
            }
            for (var done : threads.invokeAll(all)) {
                assertThat(done.get()).isEqualTo(200);
            }
        }
        assertThat(RegistryForTests.ASKED.get("pool/wanted")).hasValue(1);
    }

    @Test
    void privateRegistriesAreAskedWithTheOperatorsKeyAndBeforePublicOnes() throws Exception {
        String hidden = hash(Algorithm.SHA256, "private pool/hidden");
        registry.register(List.of(new SourceFile(Algorithm.SHA256, hidden, "private", "pool/hidden")));
        get("sha256/" + hidden).statusCode(200).body(equalTo("private pool/hidden"));
        String open = hash(Algorithm.SHA256, "content of public/x");
        registry.register(List.of(new SourceFile(Algorithm.SHA256, open, "private", "public/x")));
        get("sha256/" + open).statusCode(200).body(equalTo("content of public/x"));
    }

    @Test
    void whatNoLockNamesIsNotFound() throws Exception {
        get("sha256/" + hash(Algorithm.SHA256, "unknown")).statusCode(404);
        get("md5/00").statusCode(404);
        get("sha256/00").statusCode(404);
    }

    @Test
    void fileWithAnotherHashIsRefusedAndNotKept() throws Exception {
        String hex = register("pool/forged", "what the lock file pinned");
        get("sha256/" + hex).statusCode(422).body("detail", containsString("has the hash"));
        get("sha256/" + hex).statusCode(422);
        assertThat(RegistryForTests.ASKED.get("pool/forged")).hasValue(2);
    }

    @Test
    void redirectsAreFollowedButNeverInside() throws Exception {
        String moved = register("moved/pool/other", "content of pool/other");
        get("sha256/" + moved).statusCode(200);
        String inside = register("inside/x", "content of inside");
        get("sha256/" + inside).statusCode(403).body("detail", containsString("inner address"));
    }

    @Test
    void fileThatTheRegistryLostSaysSo() throws Exception {
        String hex = register("absent/x", "content of absent");
        get("sha256/" + hex).statusCode(503).body("hint", containsString("firn packages lock --update"));
    }

    @Test
    void tokenIsNeeded() {
        given().get("/sources/sha256/00").then().statusCode(401);
    }

    private String register(String path, String content) throws Exception {
        String hex = hash(Algorithm.SHA256, content);
        registry.register(List.of(new SourceFile(Algorithm.SHA256, hex, "testing", path)));
        return hex;
    }

    private ValidatableResponse get(String path) {
        return given().header(
                        "Authorization", "Bearer " + tokens.shortLived(Scope.SOURCES_READ, "*", Duration.ofMinutes(1)))
                .get("/sources/" + path)
                .then();
    }

    private static String hash(Algorithm algorithm, String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance(algorithm.javaName()).digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
