package io.firn.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.github.luben.zstd.Zstd;
import io.firn.TestDatabase;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.nix.Nar;
import io.firn.nix.NarHash;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.SigningKey;
import io.firn.nix.StorePath;
import io.firn.nix.StorePaths;
import io.firn.tree.FolderTree;
import io.firn.tree.TreeLimits;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A forged or replayed upload. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class UploadDoorTest {
    @Inject
    Cache cache;

    @Inject
    Tokens tokens;

    @Test
    void contentAddressedPathIsTakenAndServedWithoutTheFarmsSignature() {
        TestPath path = addressed("source", unique());
        putNar(path, Scope.CACHE_WRITE).statusCode(200);
        assertThat(cache.valid(path.path())).isFalse();
        putNarInfo(path.info(), path, Scope.CACHE_WRITE).statusCode(200);
        assertThat(cache.valid(path.path())).isTrue();
        assertThat(served(path).info()).isEqualTo(path.info());
        assertThat(served(path).signatures()).isEmpty();
    }

    @Test
    void debugFilesAreFoundByBuildIdInWhatIsThere(@TempDir Path folder) throws IOException {
        String id = buildId();
        TestPath path = addressed("debug", withDebugFile(folder, id));

        // Where a client says that it lies does not count.
        given().header("Authorization", "Bearer " + token(Scope.CACHE_WRITE))
                .body("{\"archive\":\"../nar/x.nar.zst\",\"member\":\"y\"}")
                .put("/cache/debuginfo/" + id + ".debug")
                .then()
                .statusCode(200);
        read("/cache/debuginfo/" + id).then().statusCode(404);
        putNar(path, Scope.CACHE_WRITE).statusCode(200);
        read("/cache/debuginfo/" + id).then().statusCode(404);
        putNarInfo(path.info(), path, Scope.CACHE_WRITE).statusCode(200);

        debugFileIsFound(id, path);
        read("/cache/debuginfo/" + "0".repeat(40)).then().statusCode(404);
        read("/cache/debuginfo/nobuildid").then().statusCode(404);
    }

    @Test
    void debugFilesOfWhatTheFarmItselfBuiltAreFound(@TempDir Path folder) throws IOException {
        String id = buildId();
        TestPath path = addressed("built-debug", withDebugFile(folder, id));
        try (Ingest ingest = cache.begin()) {
            ingest.add(path.info(), path.stream());
            read("/cache/debuginfo/" + id).then().statusCode(404);
            ingest.commit(path.path());
        }
        debugFileIsFound(id, path);
    }

    private static String buildId() {
        return unique().replace("-", "") + "0123abcd";
    }

    private static String member(String id) {
        return "lib/debug/.build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug";
    }

    private static byte[] withDebugFile(Path folder, String id) throws IOException {
        Files.createDirectories(folder.resolve(member(id)).getParent());
        Files.writeString(folder.resolve(member(id)), "symbols");
        var nar = new ByteArrayOutputStream();
        Nar.write(FolderTree.of(folder, TreeLimits.DEFAULT), nar);
        return nar.toByteArray();
    }

    private void debugFileIsFound(String id, TestPath path) {
        for (String name : List.of(id, id + ".debug")) {
            read("/cache/debuginfo/" + name)
                    .then()
                    .statusCode(200)
                    .body("archive", equalTo("../" + served(path).url()))
                    .body("member", equalTo(member(id)));
        }
    }

    @Test
    void aStoreThatGivesNoAddressesSendsUploadsToTheCachesOwnDoor() {
        TestPath path = addressed("source", unique());
        String file = url(path).substring("nar/".length());
        String door = given().header("Authorization", "Bearer " + token(Scope.CACHE_WRITE))
                .contentType("application/json")
                .body("{\"file\":\"" + file + "\",\"bytes\":1000}")
                .post("/api/v1/caches/default/uploads")
                .then()
                .statusCode(200)
                .body("direct", equalTo(false))
                .extract()
                .path("address");
        assertThat(door).isEqualTo("/cache/nar/" + file);
        complete(file).then().statusCode(409);
        putNar(path, Scope.CACHE_WRITE).statusCode(200);
        complete(file).then().statusCode(204);
        putNarInfo(path.info(), path, Scope.CACHE_WRITE).statusCode(200);
        assertThat(cache.valid(path.path())).isTrue();
    }

    private Response complete(String file) {
        return given().header("Authorization", "Bearer " + token(Scope.CACHE_WRITE))
                .post("/api/v1/caches/default/uploads/" + file + "/complete");
    }

    private Response read(String path) {
        return given().header("Authorization", "Bearer " + token(Scope.CACHE_READ))
                .get(path);
    }

    @Test
    void tokenThatMayOnlyReadMayNotUpload() {
        TestPath path = addressed("source", unique());
        putNar(path, Scope.CACHE_READ).statusCode(403);
        putNarInfo(path.info(), path, Scope.CACHE_READ).statusCode(403);
        given().body("x").put("/cache/nar/0.nar.zst").then().statusCode(401);
    }

    @Test
    void pathThatIsNotContentAddressedIsRefusedEvenWhenItIsSigned() {
        TestPath path = CacheFixture.path("toolchain", unique());
        putNar(path, Scope.CACHE_WRITE).statusCode(200);
        putNarInfo(path.info(), path, Scope.CACHE_WRITE)
                .statusCode(403)
                .body("detail", containsString("not content-addressed"));
        assertThat(cache.valid(path.path())).isFalse();
    }

    @Test
    void forgedAddressesAreRefused() {
        TestPath honest = addressed("source", unique());
        TestPath evil = addressed("source", "evil " + unique());
        putNar(evil, Scope.CACHE_WRITE).statusCode(200);
        // the honest path's name and address over evil content
        putNarInfo(
                        new PathInfo(
                                honest.path(),
                                evil.info().narHash(),
                                evil.info().narSize(),
                                new TreeSet<>(),
                                Optional.empty(),
                                honest.info().ca()),
                        evil,
                        Scope.CACHE_WRITE)
                .statusCode(403);
        // the honest path's name over evil content with the evil content's own address
        putNarInfo(
                        new PathInfo(
                                honest.path(),
                                evil.info().narHash(),
                                evil.info().narSize(),
                                new TreeSet<>(),
                                Optional.empty(),
                                evil.info().ca()),
                        evil,
                        Scope.CACHE_WRITE)
                .statusCode(403);
        // an honest narinfo that names the evil NAR
        putNarInfo(honest.info(), evil, Scope.CACHE_WRITE).statusCode(422);
        assertThat(cache.valid(honest.path())).isFalse();
        assertThat(cache.valid(evil.path())).isFalse();
    }

    @Test
    void forgedReferencesAreRefused() {
        TestPath path = addressed("source", unique());
        var more = new TreeSet<>(List.of(StorePath.parse("/nix/store/xvycism90qx3yk3wyzqgyipp6yg4mhrb-x")));
        putNar(path, Scope.CACHE_WRITE).statusCode(200);
        putNarInfo(
                        new PathInfo(
                                path.path(),
                                path.info().narHash(),
                                path.info().narSize(),
                                more,
                                Optional.empty(),
                                path.info().ca()),
                        path,
                        Scope.CACHE_WRITE)
                .statusCode(403);
    }

    @Test
    void narsThatAreNoneAreRefusedAndLeaveNothing() {
        int before = cache.blobs().list("").size();
        String token = token(Scope.CACHE_WRITE);
        for (byte[] body : new byte[][] {new byte[0], new byte[100], Zstd.compress(new byte[100])}) {
            given().header("Authorization", "Bearer " + token)
                    .body(body)
                    .put("/cache/nar/" + unique().replace("-", "") + ".nar.zst")
                    .then()
                    .statusCode(422);
        }
        assertThat(cache.blobs().list("")).hasSize(before);
    }

    @Test
    void replayChangesNothing() {
        TestPath path = addressed("source", unique());
        for (int n = 0; n < 3; n++) {
            putNar(path, Scope.CACHE_WRITE).statusCode(200);
            putNarInfo(path.info(), path, Scope.CACHE_WRITE).statusCode(200);
        }
        int after = cache.blobs().list("").size();
        putNar(path, Scope.CACHE_WRITE).statusCode(200);
        putNarInfo(path.info(), path, Scope.CACHE_WRITE).statusCode(200);
        assertThat(cache.blobs().list("")).hasSize(after);
        assertThat(served(path).info()).isEqualTo(path.info());
    }

    @Test
    void uploadCannotReplaceWhatTheFarmBuilt() {
        TestPath built = CacheFixture.path("built", unique());
        try (Ingest ingest = cache.begin()) {
            ingest.add(built.info(), built.stream());
            ingest.commit(built.path());
        }
        TestPath evil = addressed("built", "evil " + unique());
        putNar(evil, Scope.CACHE_WRITE).statusCode(200);
        putNarInfo(
                        new PathInfo(
                                built.path(),
                                evil.info().narHash(),
                                evil.info().narSize(),
                                new TreeSet<>(),
                                Optional.empty(),
                                evil.info().ca()),
                        evil,
                        Scope.CACHE_WRITE)
                .statusCode(200);
        assertThat(served(built).info()).isEqualTo(built.info());
        assertThat(served(built).signedBy(cache.publicKey())).isTrue();
    }

    private NarInfo served(TestPath path) {
        return NarInfo.parse(given().header("Authorization", "Bearer " + token(Scope.CACHE_READ))
                .get("/cache/" + path.path().hashPart() + ".narinfo")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private ValidatableResponse putNar(TestPath path, Scope scope) {
        return given().header("Authorization", "Bearer " + token(scope))
                .contentType("application/x-nix-nar")
                .body(Zstd.compress(path.nar()))
                .put("/cache/" + url(path))
                .then();
    }

    private ValidatableResponse putNarInfo(PathInfo claimed, TestPath nar, Scope scope) {
        String signature = SigningKey.generate("attacker-1").sign(claimed.fingerprint());
        var narInfo = new NarInfo(claimed, url(nar), "zstd", Optional.empty(), Optional.empty(), List.of(signature));
        return given().header("Authorization", "Bearer " + token(scope))
                .contentType("text/x-nix-narinfo")
                .body(narInfo.format().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put("/cache/" + claimed.path().hashPart() + ".narinfo")
                .then();
    }

    private static String url(TestPath path) {
        return "nar/" + path.info().narHash().base32().substring(7) + ".nar.zst";
    }

    private String token(Scope scope) {
        return tokens.shortLived(scope, "*", Duration.ofMinutes(5));
    }

    private static TestPath addressed(String name, String text) {
        return addressed(name, CacheFixture.path(name, text).nar());
    }

    private static TestPath addressed(String name, byte[] nar) {
        NarHash hash = CacheFixture.sha256(nar);
        var info = new PathInfo(
                StorePaths.fixedRecursive(name, hash),
                hash,
                nar.length,
                new TreeSet<>(),
                Optional.empty(),
                Optional.of("fixed:r:" + hash.base32()));
        return new TestPath(info, nar);
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }
}
