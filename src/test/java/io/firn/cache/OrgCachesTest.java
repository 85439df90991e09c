package io.firn.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.nix.NarInfo;
import io.firn.nix.SigningKey;
import io.firn.nix.VerifyingKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Caches of orgs: who sees them, under whose keys, and that nothing of them reaches a build. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class OrgCachesTest {
    @Inject
    Cache house;

    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Inject
    Substituters substituters;

    @Inject
    Resigning resigning;

    @Inject
    Keys keys;

    @Inject
    OrgCaches caches;

    private String name;
    private UUID mine;
    private DoorClient owner;

    @BeforeEach
    void makeACache() {
        name = "c" + UUID.randomUUID().toString().substring(0, 8);
        mine = orgs.ensure("org-" + name).id();
        api(mine, "POST", "/api/v1/caches", Map.of("name", name)).statusCode(201);
        owner = client(mine, Set.of(Scope.CACHE_READ, Scope.CACHE_WRITE));
    }

    @Test
    void whatAnOrgUploadsIsServedUnderItsCachesKeyAndNowhereElse() {
        TestPath library = path("library");
        TestPath app = CacheFixture.path("app", "uses " + library.path(), library.path());
        owner.push(library).then().statusCode(200);
        owner.push(app).then().statusCode(200);
        NarInfo served = owner.narInfo(app);
        assertThat(served.info()).isEqualTo(app.info());
        assertThat(served.signedBy(publicKeys().getFirst())).isTrue();
        assertThat(served.signedBy(house.publicKey())).isFalse();
        assertThat(owner.nar(served)).isEqualTo(app.nar());
        assertThat(house.valid(app.path())).isFalse();
        new DoorClient("/cache", owner.token())
                .get(app.path().hashPart() + ".narinfo")
                .then()
                .statusCode(404);
    }

    /** The forged path that another org's build will need: builders ask one cache only, and it has never heard of it. */
    @Test
    void forgedPathNeverReachesWhatBuildersTakeFrom() {
        TestPath honest = CacheFixture.path("needed", "honest " + name);
        TestPath forged = new TestPath(
                new io.firn.nix.PathInfo(
                        honest.path(),
                        CacheFixture.path("x", "evil").info().narHash(),
                        CacheFixture.path("x", "evil").info().narSize(),
                        new java.util.TreeSet<>(),
                        Optional.empty(),
                        Optional.empty()),
                CacheFixture.path("x", "evil").nar());
        owner.push(forged).then().statusCode(200);
        new DoorClient("/cache", owner.token())
                .push(forged)
                .then()
                .statusCode(403)
                .body("detail", containsString("not content-addressed"));
        assertThat(house.valid(honest.path())).isFalse();
        String builder = tokens.shortLived(Scope.CACHE_READ, "*", Duration.ofMinutes(5));
        for (String base : List.of("/cache", "/cache/" + name)) {
            new DoorClient(base, builder)
                    .get(honest.path().hashPart() + ".narinfo")
                    .then()
                    .statusCode(404);
        }
        assertThat(substituters.trusted()).doesNotContainAnyElementsOf(publicKeys());
        try (Ingest ingest = house.begin()) {
            ingest.add(honest.info(), honest.stream());
            ingest.commit(honest.path());
        }
        assertThat(new DoorClient("/cache", builder).narInfo(honest).info().narHash())
                .isEqualTo(honest.info().narHash());
    }

    @Test
    void privateCacheIsThereForItsOrgAlone() {
        TestPath path = path("secret");
        owner.push(path).then().statusCode(200);
        String narInfo = path.path().hashPart() + ".narinfo";
        new DoorClient("/cache/" + name, null).get(narInfo).then().statusCode(401);
        DoorClient stranger = client(orgs.ensure("strangers").id(), Set.of(Scope.CACHE_READ, Scope.CACHE_WRITE));
        stranger.get(narInfo).then().statusCode(404);
        stranger.get("nix-cache-info").then().statusCode(404);
        stranger.push(path("intruder")).then().statusCode(404);
        client(mine, Set.of(Scope.CACHE_READ)).push(path("reader")).then().statusCode(403);
    }

    @Test
    void publicCacheIsReadByAllAndWrittenByItsOrg() {
        TestPath path = path("open");
        owner.push(path).then().statusCode(200);
        api(mine, "PATCH", "/api/v1/caches/" + name, Map.of("publicRead", true, "priority", 50, "massQuery", false))
                .statusCode(200);
        DoorClient anybody = new DoorClient("/cache/" + name, null);
        assertThat(anybody.nar(anybody.narInfo(path))).isEqualTo(path.nar());
        assertThat(anybody.get("nix-cache-info").asString())
                .isEqualTo("StoreDir: /nix/store\nWantMassQuery: 0\nPriority: 50\n");
        anybody.push(path("vandal")).then().statusCode(401);
    }

    @Test
    void tokenForOneCacheOpensNoOther() {
        String other = "d" + UUID.randomUUID().toString().substring(0, 8);
        api(mine, "POST", "/api/v1/caches", Map.of("name", other)).statusCode(201);
        String bound = given().header("Authorization", "Bearer " + admin(mine))
                .contentType("application/json")
                .body(Map.of("name", "ci", "scopes", List.of("CACHE_READ", "CACHE_WRITE"), "onlyFor", name))
                .post("/api/v1/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        new DoorClient("/cache/" + name, bound).push(path("mine")).then().statusCode(200);
        new DoorClient("/cache/" + name, bound).get("nix-cache-info").then().statusCode(200);
        new DoorClient("/cache/" + other, bound).get("nix-cache-info").then().statusCode(403);
        new DoorClient("/cache/" + other, bound).push(path("other")).then().statusCode(403);
        new DoorClient("/cache", bound).get("nix-cache-info").then().statusCode(403);
    }

    @Test
    void keysRotateWithOverlapAndOldPathsGetTheNewSignature() {
        TestPath before = path("before");
        String foreign = SigningKey.generate("elsewhere-1").sign(before.info().fingerprint());
        owner.push(before, foreign).then().statusCode(200);
        VerifyingKey first = publicKeys().getFirst();
        api(mine, "POST", "/api/v1/caches/" + name + "/keys", Map.of()).statusCode(201);
        VerifyingKey second = publicKeys().getLast();
        assertThat(second.name()).isEqualTo(name + "-2");
        TestPath during = path("during");
        owner.push(during).then().statusCode(200);
        assertThat(owner.narInfo(during).signedBy(first)).isTrue();
        assertThat(owner.narInfo(during).signedBy(second)).isTrue();
        resigning.run(Optional.of(caches.find(name).orElseThrow().id()));
        List<String> signatures = new OrgShelf(
                        new Transactions(source),
                        caches.find(name).orElseThrow().id())
                .byHash(before.path().hashPart())
                .orElseThrow()
                .signatures();
        assertThat(signatures).hasSize(3).contains(foreign);
        assertThat(signatures).anyMatch(one -> second.verifies(before.info().fingerprint(), one));
        api(mine, "POST", "/api/v1/caches/" + name + "/keys/" + first.name() + "/retire", Map.of())
                .statusCode(200);
        TestPath after = path("after");
        owner.push(after).then().statusCode(200);
        assertThat(owner.narInfo(after).signedBy(first)).isFalse();
        assertThat(owner.narInfo(after).signedBy(second)).isTrue();
        api(mine, "POST", "/api/v1/caches/" + name + "/keys/" + second.name() + "/retire", Map.of())
                .statusCode(409);
    }

    @Inject
    javax.sql.DataSource source;

    @Test
    void importedKeySignsAndItsSecretNeverComesOut() throws Exception {
        SigningKey key = SigningKey.generate("brought-1");
        api(mine, "POST", "/api/v1/caches/" + name + "/keys", Map.of("secret", key.reveal()))
                .statusCode(201);
        TestPath path = path("signed");
        owner.push(path).then().statusCode(200);
        assertThat(owner.narInfo(path).signedBy(key.publicKey())).isTrue();
        String listed = given().header("Authorization", "Bearer " + admin(mine))
                .get("/api/v1/caches/" + name + "/keys")
                .asString();
        assertThat(listed)
                .contains(key.publicKey().toString())
                .doesNotContain(key.reveal().substring(12));
        try (var connection = source.getConnection();
                var query = connection.prepareStatement("select sealed from cache_key where name = 'brought-1'");
                var rows = query.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(new String(rows.getBytes(1), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("brought-1");
        }
        api(mine, "POST", "/api/v1/caches/" + name + "/keys", Map.of("secret", "brought-2:nonsense"))
                .statusCode(400);
        api(mine, "POST", "/api/v1/caches/" + name + "/keys", Map.of("secret", key.reveal()))
                .statusCode(409);
    }

    @Test
    void logsAndRealisationsOfBothLayoutsAreKeptAndPackedAsTheClientLikes() {
        TestPath path = path("output");
        owner.push(path).then().statusCode(200);
        String log = "building\n".repeat(1000);
        String drv = "00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8-x.drv";
        owner.put("log/" + drv, log.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .then()
                .statusCode(200);
        assertThat(owner.get("log/" + drv).asString()).isEqualTo(log);
        owner.request()
                .header("Accept-Encoding", "zstd, br;q=0.5, gzip;q=0")
                .config(io.restassured.RestAssured.config()
                        .decoderConfig(io.restassured.config.DecoderConfig.decoderConfig()
                                .noContentDecoders()))
                .get(owner.base() + "/log/" + drv)
                .then()
                .statusCode(200)
                .header("Content-Encoding", "zstd");
        String id = "sha256:" + "0".repeat(64) + "!out";
        String realisation = "{\"dependentRealisations\":{},\"id\":\"%s\",\"outPath\":\"%s\",\"signatures\":[]}";
        String body = realisation.formatted(id, path.path().base());
        owner.put("realisations/" + id + ".doi", body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .then()
                .statusCode(200);
        String back = owner.get("realisations/" + id.replace("!", "%21") + ".doi")
                .then()
                .statusCode(200)
                .extract()
                .path("signatures[0]");
        assertThat(publicKeys().getFirst().verifies(body.replace(",\"signatures\":[]", ""), back))
                .isTrue();
        owner.put(
                        "build-trace-v2/" + drv + "/out.doi",
                        ("{\"outPath\":\"" + path.path().base() + "\",\"signatures\":[]}")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .then()
                .statusCode(200);
        owner.get("build-trace-v2/" + drv + "/out.doi").then().statusCode(200);
        owner.put(
                        "realisations/" + id + ".doi",
                        realisation
                                .formatted(id, path("absent").path().base())
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .then()
                .statusCode(409);
    }

    @Test
    void deletedCacheLeavesNothing() {
        int before = house.blobs().list("org/").size();
        owner.push(path("gone")).then().statusCode(200);
        assertThat(house.blobs().list("org/")).hasSize(before + 1);
        api(mine, "DELETE", "/api/v1/caches/" + name, null).statusCode(204);
        assertThat(house.blobs().list("org/")).hasSize(before);
        owner.get("nix-cache-info").then().statusCode(404);
    }

    @Test
    void reservedAndTakenNamesAreRefused() {
        for (String bad : List.of("nar", "log", "default", "UPPER", "x", "a/b", "-a", "..")) {
            api(mine, "POST", "/api/v1/caches", Map.of("name", bad)).statusCode(400);
        }
        api(orgs.ensure("strangers").id(), "POST", "/api/v1/caches", Map.of("name", name))
                .statusCode(409);
        api(orgs.ensure("strangers").id(), "GET", "/api/v1/caches/" + name, null)
                .statusCode(404);
        api(orgs.ensure("strangers").id(), "POST", "/api/v1/caches/default/keys", Map.of())
                .statusCode(403);
    }

    private List<VerifyingKey> publicKeys() {
        return keys.trusted(Optional.of(caches.find(name).orElseThrow().id()));
    }

    private TestPath path(String what) {
        return CacheFixture.path(what, what + " of " + name + UUID.randomUUID());
    }

    private DoorClient client(UUID org, Set<Scope> scopes) {
        return new DoorClient(
                "/cache/" + name,
                tokens.issue(org, "client", scopes, Optional.empty()).token());
    }

    private String admin(UUID org) {
        return tokens.issue(org, "admin", Set.of(Scope.ADMIN), Optional.empty()).token();
    }

    private io.restassured.response.ValidatableResponse api(
            UUID org, String method, String path, @org.jspecify.annotations.Nullable Object body) {
        var request = given().header("Authorization", "Bearer " + admin(org));
        if (body != null) {
            request.contentType("application/json").body(body);
        }
        return request.request(method, path).then();
    }
}
