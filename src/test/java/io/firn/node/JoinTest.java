package io.firn.node;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Joining with a token, up to what the machine itself has to do. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class JoinTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1EtRD32PHlePdV7fq6Qdr0kz1+5X4pBLxEto/+asNz";
    private static final String OTHER_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDJ2qSS5hLqn9vVnxXq9y5mQ1P3xE3WmRmMZ0n6t9b2B";

    @Inject
    Nodes nodes;

    @Inject
    EntityManager entities;

    @Inject
    NodeSettings settings;

    @BeforeEach
    void keyOfThisInstallation() throws Exception {
        Path keyFile = settings.keyFile();
        if (Files.notExists(keyFile)) {
            Files.createDirectories(keyFile.getParent());
            var pair =
                    com.jcraft.jsch.KeyPair.genKeyPair(new com.jcraft.jsch.JSch(), com.jcraft.jsch.KeyPair.ECDSA, 256);
            pair.writePrivateKey(keyFile.toString());
        }
    }

    @AfterEach
    void leave() {
        nodes.list().stream()
                .filter(node -> node.name().startsWith("join-"))
                .forEach(node -> nodes.remove(node.name()));
    }

    @Test
    void aTokenLetsOneMachineJoinAndThatMachineMayAskAgain() {
        String token = token("");
        join(token, "join-1", KEY)
                .statusCode(200)
                .body("name", equalTo("join-1"))
                .body("authorizedKey", startsWith("ecdsa-sha2-nistp256 "));
        join(token, "join-1", KEY).statusCode(200).body("name", equalTo("join-1"));
        join(token, "join-2", OTHER_KEY).statusCode(409).body("detail", containsString("another machine used"));
        assertThat(nodes.find("join-2")).isEmpty();
        Node node = nodes.require("join-1");
        assertThat(node.door()).isEqualTo(io.firn.exec.SshDoor.FORCED);
        assertThat(node.peer().host()).isEqualTo("127.0.0.1");
        assertThat(node.peer().hostKey()).isEqualTo(KEY);
    }

    @Test
    void firnsOwnNixIsForMachinesThatJoin() {
        given().get("/join/nix/000000000000/x86_64-linux.tar.gz").then().statusCode(401);
        given().auth()
                .oauth2(token(""))
                .get("/join/nix/000000000000/x86_64-linux.tar.gz")
                .then()
                .statusCode(404)
                .body("detail", startsWith("Could not find that Nix: this version of Firn has 2."));
    }

    @Test
    void ofTwoMachinesWithOneTokenAtOnceOneJoins() throws Exception {
        String token = token("");
        var answers = new ConcurrentLinkedQueue<Integer>();
        var go = new CountDownLatch(1);
        List<Thread> machines = Stream.of(KEY, OTHER_KEY)
                .map(key -> Thread.ofVirtual().start(() -> {
                    String name = key.equals(KEY) ? "join-a" : "join-b";
                    answers.add(asked(go, () -> join(token, name, key).extract().statusCode()));
                }))
                .toList();
        go.countDown();
        for (Thread machine : machines) {
            machine.join();
        }
        assertThat(answers).containsExactlyInAnyOrder(200, 409);
    }

    @Test
    void aMachineCannotTakeTheNameOfAnother() {
        join(token(""), "join-1", KEY).statusCode(200);
        join(token(""), "join-1", OTHER_KEY)
                .statusCode(409)
                .body("detail", containsString("another machine has that name"));
        join(token(""), "join-1", KEY).statusCode(200);
    }

    @Test
    void otherTokensDoNotLetAMachineJoinAndAJoinTokenDoesNothingElse() {
        join(TestTokens.admin(), "join-1", KEY).statusCode(403).body("hint", containsString("firn nodes join-token"));
        join("firn_0000000000000000_" + "0".repeat(64), "join-1", KEY).statusCode(401);
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/join")
                .then()
                .statusCode(401);
        as(token("")).get("/api/v1/nodes").then().statusCode(403);
        as(token("")).get("/api/v1/join").then().statusCode(403);
    }

    @Test
    void anExpiredTokenIsNoToken() throws InterruptedException {
        String token = token("{\"ttlSeconds\":1}");
        Thread.sleep(1100);
        join(token, "join-1", KEY).statusCode(401);
        as(TestTokens.admin())
                .contentType("application/json")
                .body("{\"ttlSeconds\":0}")
                .post("/api/v1/nodes/join-tokens")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("ttlSeconds"));
    }

    @Test
    @Transactional
    void theSecretIsNotInTheDatabase() {
        String token = token("");
        String secret = token.substring(token.lastIndexOf('_') + 1);
        assertThat(entities.createNativeQuery(
                                "select count(*) from token where token::text like '%' || :secret || '%'", Long.class)
                        .setParameter("secret", secret)
                        .getSingleResult())
                .isEqualTo(0L);
    }

    @Test
    void withoutADoorForTunnelsThereAreNone() {
        as(token(""))
                .contentType("application/json")
                .body("{\"name\":\"join-1\",\"hostKey\":\"" + KEY + "\",\"tunnelKey\":\"" + OTHER_KEY + "\"}")
                .post("/api/v1/join")
                .then()
                .statusCode(422)
                .body("hint", containsString("firn.node.tunnel.port"));
        assertThat(nodes.find("join-1")).isEmpty();
    }

    @Test
    void theScriptIsServedByItsHash() throws Exception {
        var ticket = as(TestTokens.admin())
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/nodes/join-tokens")
                .then()
                .statusCode(200);
        String script = ticket.extract().path("script");
        byte[] bytes = given().get(script.substring(script.indexOf("/join/")))
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .isEqualTo(ticket.extract().path("sha256"));
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .startsWith("#!/usr/bin/env bash")
                .contains("refuse() {")
                .doesNotContain("@FIRN_SHELL@");
        given().get("/join/0123456789ab/install.sh").then().statusCode(404).body("hint", containsString("join-token"));
    }

    private static int asked(CountDownLatch go, Callable<Integer> question) {
        try {
            go.await();
            return question.call();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String token(String wish) {
        return as(TestTokens.admin())
                .contentType("application/json")
                .body(wish.isEmpty() ? "{}" : wish)
                .post("/api/v1/nodes/join-tokens")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }

    private static ValidatableResponse join(String token, String name, String key) {
        return as(token)
                .contentType("application/json")
                .body("{\"name\":\"" + name + "\",\"hostKey\":\"" + key + "\"}")
                .post("/api/v1/join")
                .then();
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token);
    }
}
