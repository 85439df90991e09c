package io.firn.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.github.luben.zstd.Zstd;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.nix.NarInfo;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class ClosureDoorTest {
    @Inject
    Cache cache;

    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Inject
    OrgCaches caches;

    @Inject
    Keys keys;

    @Test
    void wholeClosureComesWithOneRequestReferencesFirst() {
        TestPath library = CacheFixture.path("library", "below " + UUID.randomUUID());
        TestPath app = CacheFixture.path("app", "above " + UUID.randomUUID(), library.path());
        keep(library, app);
        String text = agent().body(app.path() + "\n" + library.path() + "\n")
                .post("/cache/manifest")
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .extract()
                .asString();
        List<NarInfo> manifest = Arrays.stream(text.split("\n\n", -1))
                .map(one -> NarInfo.parse(one.strip() + "\n"))
                .toList();
        assertThat(manifest).extracting(narInfo -> narInfo.info().path()).containsExactly(library.path(), app.path());
        assertThat(manifest).allMatch(narInfo -> narInfo.signedBy(cache.publicKey()));

        byte[] bundle = agent().body(
                        library.path().hashPart() + "\n" + app.path().hashPart())
                .post("/cache/bundle")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        String first =
                library.path().hashPart() + " " + manifest.getFirst().fileSize().orElseThrow() + "\n";
        assertThat(new String(bundle, 0, first.length(), StandardCharsets.US_ASCII))
                .isEqualTo(first);
        byte[] packed = Arrays.copyOfRange(
                bundle,
                first.length(),
                first.length() + manifest.getFirst().fileSize().orElseThrow().intValue());
        assertThat(Zstd.decompress(packed, library.nar().length)).isEqualTo(library.nar());
    }

    @Test
    void whatIsMissingIsToldAtOnceAndNeverRemembered() {
        TestPath app = CacheFixture.path("app", "pushed later " + UUID.randomUUID());
        for (String expected : new String[] {app.path() + "\n", ""}) {
            agent().body(app.path().toString())
                    .post("/cache/missing")
                    .then()
                    .statusCode(200)
                    .header("Cache-Control", equalTo("no-store"))
                    .body(equalTo(expected));
            keep(app);
        }
    }

    @Test
    void wrongListsAndAbsentPathsAreRefused() {
        TestPath absent = CacheFixture.path("absent", "never sent " + UUID.randomUUID());
        agent().body("/etc/passwd").post("/cache/missing").then().statusCode(400);
        agent().body(" ").post("/cache/missing").then().statusCode(400);
        agent().body(absent.path().toString())
                .post("/cache/manifest")
                .then()
                .statusCode(404)
                .body(containsString(absent.path().toString()));
        agent().body(absent.path().hashPart()).post("/cache/bundle").then().statusCode(404);
        given().contentType("text/plain")
                .body(absent.path().toString())
                .post("/cache/missing")
                .then()
                .statusCode(401);
    }

    @Test
    void orgsCacheAnswersForItselfToWhoMayReadIt() {
        OrgCache cache = orgsCache(false);
        TestPath library = CacheFixture.path("library", "below " + UUID.randomUUID());
        TestPath app = CacheFixture.path("app", "above " + UUID.randomUUID(), library.path());
        TestPath other = CacheFixture.path("other", "of another cache " + UUID.randomUUID());
        push(cache, library, app);
        push(orgsCache(false), other);
        String base = "/cache/" + cache.name();

        String owner = token(cache, Scope.CACHE_READ);
        String manifest = with(owner)
                .body(app.path().toString())
                .post(base + "/manifest")
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .extract()
                .asString();
        assertThat(Arrays.stream(manifest.split("\n\n", -1))
                        .map(one -> NarInfo.parse(one.strip() + "\n").info().path()))
                .containsExactly(library.path(), app.path());
        with(owner)
                .body(app.path() + "\n" + other.path())
                .post(base + "/missing")
                .then()
                .statusCode(200)
                .body(equalTo(other.path() + "\n"));
        with(owner)
                .body(other.path().toString())
                .post(base + "/manifest")
                .then()
                .statusCode(404);
        with(owner).body(app.path().hashPart()).post(base + "/bundle").then().statusCode(200);
        with(owner).body(other.path().hashPart()).post(base + "/bundle").then().statusCode(404);

        for (String question : List.of("manifest", "missing", "bundle")) {
            String body = question.equals("bundle")
                    ? app.path().hashPart()
                    : app.path().toString();
            given().contentType("text/plain")
                    .body(body)
                    .post(base + "/" + question)
                    .then()
                    .statusCode(401);
            with(token(orgsCache(false), Scope.CACHE_READ))
                    .body(body)
                    .post(base + "/" + question)
                    .then()
                    .statusCode(403);
            with(tokens.issue(orgs.ensure("strangers").id(), "theirs", Set.of(Scope.CACHE_READ), Optional.empty())
                            .token())
                    .body(body)
                    .post(base + "/" + question)
                    .then()
                    .statusCode(404);
        }
    }

    @Test
    void publicCacheAnswersWithoutAToken() {
        OrgCache cache = orgsCache(true);
        TestPath app = CacheFixture.path("app", "for all " + UUID.randomUUID());
        push(cache, app);
        for (String question : List.of("manifest", "missing", "bundle")) {
            given().contentType("text/plain")
                    .body(
                            question.equals("bundle")
                                    ? app.path().hashPart()
                                    : app.path().toString())
                    .post("/cache/" + cache.name() + "/" + question)
                    .then()
                    .statusCode(200);
        }
        given().contentType("text/plain")
                .body("x")
                .put("/cache/" + cache.name() + "/nar/x.nar")
                .then()
                .statusCode(401);
    }

    private OrgCache orgsCache(boolean open) {
        String name = "c" + UUID.randomUUID().toString().substring(0, 8);
        OrgCache made = caches.create(orgs.ensure("agents").id(), name, open, 40, true);
        keys.generate(Optional.of(made.id()), name + "-1");
        return made;
    }

    private void push(OrgCache into, TestPath... paths) {
        var door = new DoorClient("/cache/" + into.name(), token(into, Scope.CACHE_WRITE));
        for (TestPath path : paths) {
            door.push(path).then().statusCode(200);
        }
    }

    private String token(OrgCache of, Scope scope) {
        return tokens.issueFor(of.orgId(), "agent", Set.of(scope), Optional.empty(), of.name())
                .token();
    }

    private static RequestSpecification with(String token) {
        return given().contentType("text/plain").header("Authorization", "Bearer " + token);
    }

    private void keep(TestPath... paths) {
        try (Ingest ingest = cache.begin()) {
            for (TestPath path : paths) {
                ingest.add(path.info(), path.stream());
            }
            ingest.commit(paths[paths.length - 1].path());
        }
    }

    private RequestSpecification agent() {
        return given().contentType("text/plain")
                .header("Authorization", "Bearer " + tokens.shortLived(Scope.CACHE_READ, "*", Duration.ofMinutes(1)));
    }
}
