package io.firn.source;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.firn.TestDatabase;
import io.firn.TestHome;
import io.firn.TestTokens;
import io.firn.app.AppName;
import io.firn.app.Apps;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The git door as the service opens it: tokens, apps, rows. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class GitDoorTest {
    @Inject
    Apps apps;

    @Inject
    Pushes pushes;

    @Inject
    PushReconciler reconciler;

    @Inject
    Repositories repositories;

    private Path temp;
    private WorkFolder work;
    private String name;

    @BeforeEach
    void start() throws IOException {
        name = "door-" + UUID.randomUUID().toString().substring(0, 8);
        given().header("Authorization", "Bearer " + TestTokens.admin())
                .contentType("application/json")
                .body("{\"name\":\"" + name + "\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(201);
        // Not @TempDir: a test that Quarkus starts is not the instance that JUnit fills in.
        temp = TestHome.fresh();
        work = new WorkFolder(temp.resolve("work"));
        // of no stack: each push ends at once, with the sentence that says so
        work.write("notes.txt", "hello").commit("one");
    }

    @AfterEach
    void deleteTheWorkFolder() throws IOException {
        TestHome.delete(temp);
    }

    @Test
    void aPushWithATokenIsARow() throws IOException {
        var push = push(TestTokens.admin(), "main");

        assertThat(push.exit()).as(push.text()).isZero();
        assertThat(push.text()).contains("remote: ", "Could not detect the stack");
        Push row = pushes.newest(appId()).orElseThrow();
        assertThat(row.revision().commit()).isEqualTo(work.head());
        assertThat(row.tokenId()).isPresent();
        assertThat(work.git("-c", header(TestTokens.admin()), "ls-remote", url())
                        .text())
                .contains(work.head());
    }

    @Test
    void theTokenMayBeThePasswordInTheAddress() throws IOException {
        String address = url().replace("://", "://token:" + TestTokens.admin() + "@");

        var push = work.git("push", address, "main");

        assertThat(push.exit()).as(push.text()).isZero();
    }

    @Test
    void aLargePushComesInPieces() throws IOException {
        byte[] noise = new byte[6 << 20];
        new Random(3).nextBytes(noise);
        work.write("noise", noise).commit("noise");

        var push = push(TestTokens.admin(), "main");

        assertThat(push.exit()).as(push.text()).isZero();
        assertThat(pushes.newest(appId()).orElseThrow().revision().commit()).isEqualTo(work.head());
    }

    @Test
    void withoutATokenOrWithAWrongOneNobodyGetsIn() throws IOException {
        assertThat(work.git("push", url(), "main").exit()).isNotZero();

        var wrong = work.git("push", url().replace("://", "://token:firn_wrong@"), "main");

        assertThat(wrong.exit()).isNotZero();
        assertThat(wrong.text()).contains("Authentication failed").doesNotContain("Exception");
        assertThat(pushes.newest(appId())).isEmpty();
    }

    @Test
    void anUnknownAppIsSaidInASentence() throws IOException {
        var push = work.git("-c", header(TestTokens.admin()), "push", door() + "no-such-app.git", "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.text()).contains("remote: Could not find the app 'no-such-app'", "not found");
    }

    @Test
    void aLinkOutOfTheTreeIsRefusedByTheServiceToo() throws IOException {
        java.nio.file.Files.createSymbolicLink(work.folder.resolve("peek"), Path.of("../../etc/passwd"));
        work.commit("peek");

        var push = push(TestTokens.admin(), "main");

        assertThat(push.exit()).isNotZero();
        assertThat(push.text()).contains("remote: Could not read \"peek\": it is a link out of the tree");
        assertThat(pushes.newest(appId())).isEmpty();
    }

    @Test
    void aRowLostBetweenTheBranchAndItselfIsWrittenAgain() throws IOException {
        push(TestTokens.admin(), "main");
        UUID lost = pushes.newest(appId()).orElseThrow().id();
        QuarkusTransaction.requiringNew().run(() -> pushes.deleteById(lost));

        assertThat(reconciler.one(appId())).isPresent();
        assertThat(reconciler.one(appId())).isEmpty();

        Push found = pushes.newest(appId()).orElseThrow();
        assertThat(found.revision().commit()).isEqualTo(work.head());
        assertThat(found.via()).isEqualTo(PushLog.Via.RECONCILED);
    }

    @Test
    void aBranchCalledMasterBecomesTheOneThatDeploys() throws IOException {
        work.git("branch", "-m", "main", "master");

        assertThat(push(TestTokens.admin(), "master").exit()).isZero();

        assertThat(apps.find(appId()).orElseThrow().defaultBranch()).isEqualTo("master");
    }

    @Test
    void anArchiveBecomesACommitOnTheBranchThatDeploys() throws IOException {
        given().header("Authorization", "Bearer " + TestTokens.admin())
                .contentType("application/gzip")
                .body(archive("notes.txt", "from an archive"))
                .post("/api/v1/apps/" + name + "/archives?message=first")
                .then()
                .statusCode(202)
                .body("commit", matchesPattern("[0-9a-f]{40}"));

        Push row = pushes.newest(appId()).orElseThrow();
        assertThat(row.via()).isEqualTo(PushLog.Via.ARCHIVE);
        var tree = new GitTree(
                repositories.open(appId()),
                ObjectId.fromString(row.revision().tree()),
                io.firn.tree.TreeLimits.DEFAULT);
        assertThat(tree.text("notes.txt", 100)).contains("from an archive");
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        given().header("Authorization", "Bearer " + TestTokens.admin())
                .contentType("application/gzip")
                .body("nonsense".getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/apps/" + name + "/archives")
                .then()
                .statusCode(400)
                .body("code", equalTo("INVALID"));
    }

    private WorkFolder.Ended push(String token, String branch) throws IOException {
        return work.git("-c", header(token), "push", url(), branch);
    }

    private String url() {
        return door() + name + ".git";
    }

    private static String door() {
        return "http://127.0.0.1:" + RestAssured.port + "/git/";
    }

    private static String header(String token) {
        String basic = Base64.getEncoder().encodeToString(("token:" + token).getBytes(StandardCharsets.UTF_8));
        return "http.extraHeader=Authorization: Basic " + basic;
    }

    private UUID appId() {
        return QuarkusTransaction.requiringNew().call(() -> apps.find(pushes.getEntityManager()
                        .createQuery("select a.id from App a where a.name = :name", UUID.class)
                        .setParameter("name", new AppName(name).value())
                        .getSingleResult())
                .orElseThrow()
                .id());
    }

    private static byte[] archive(String path, String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
            TarArchiveEntry entry = new TarArchiveEntry(path);
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }
}
