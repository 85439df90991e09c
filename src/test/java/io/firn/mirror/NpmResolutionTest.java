package io.firn.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.mirror.Resolutions.Resolution;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The recorder's side of a resolution by npm: a lock file comes in by the address of one resolution, and is the next one's beginning. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class NpmResolutionTest {
    @Inject
    Resolutions resolutions;

    @Test
    void lockFileIsKeptAndIsWhereTheNextBegins() {
        UUID app = app("npm-chain");
        Resolution first = resolutions.open(app, "one", "npm");
        given().get(lock(first)).then().statusCode(404);
        put(first, "{\"lockfileVersion\": 3}", 204);
        assertThat(resolutions.lock(first.id())).hasValue("{\"lockfileVersion\": 3}");
        resolutions.done(first.id());
        Resolution second = resolutions.open(app, "two", "npm");
        given().get(lock(second)).then().statusCode(200).body(equalTo("{\"lockfileVersion\": 3}"));
    }

    @Test
    void onlyTheOpenResolutionsOwnAddressTakesOne() {
        UUID app = app("npm-closed");
        Resolution one = resolutions.open(app, "one", "npm");
        given().contentType("application/octet-stream")
                .body("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put("/resolve/" + one.id() + "/wrong/package-lock.json")
                .then()
                .statusCode(404);
        put(one, "{}", 204);
        resolutions.done(one.id());
        put(one, "{\"changed\": true}", 404);
        assertThat(resolutions.lock(one.id())).hasValue("{}");
    }

    @Test
    void upgradeTakesTheFormersPlaceWhenItIsAdopted() {
        UUID app = app("npm-upgrade");
        Resolution old = resolutions.open(app, "manifests", "npm");
        put(old, "{\"old\": 1}", 204);
        resolutions.done(old.id());
        String ofRun = Resolutions.ofUpgrade("manifests", new UUID(0, 1));
        Resolution anew = resolutions.open(app, ofRun, "npm");
        given().get(lock(anew)).then().statusCode(404); // it begins from nothing
        put(anew, "{\"new\": 1}", 204);
        resolutions.done(anew.id());
        resolutions.adopt(app, ofRun, "manifests");
        assertThat(resolutions.find(app, "manifests")).map(Resolution::id).hasValue(anew.id());
        resolutions.adopt(app, ofRun, "manifests"); // a second time changes nothing
        assertThat(resolutions.find(app, "manifests")).map(Resolution::id).hasValue(anew.id());
    }

    @Test
    void lockFileOfAnotherManagerIsNoBeginning() {
        UUID app = app("npm-others");
        Resolution one = resolutions.open(app, "one", "npm");
        put(one, "{}", 204);
        resolutions.done(one.id());
        Resolution two = resolutions.open(app, "two", "npm");
        String yarn = lock(two).replace("package-lock.json", "yarn.lock");
        given().get(yarn).then().statusCode(404);
        given().get(lock(two)).then().statusCode(200);
        given().contentType("application/octet-stream")
                .body("# yarn".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put(yarn)
                .then()
                .statusCode(204);
        assertThat(resolutions.lock(two.id())).hasValue("# yarn");
    }

    /** What a tool needs to find its way is made here; of the rest, only what belongs to an index is asked of anybody. */
    @Test
    void indexesOfOtherToolsLeadBackToTheRecorder() {
        Resolution crates = resolutions.open(app("cargo-index"), "one", "crates");
        String place = lock(crates).replace("package-lock.json", "");
        given().get(place + "config.json").then().statusCode(200).body(containsString(place + "crates"));
        given().get(place + "api/v1/crates").then().statusCode(404);
        given().get(place + "Cargo.lock").then().statusCode(404);
        Resolution packagist = resolutions.open(app("composer-index"), "one", "packagist");
        place = lock(packagist).replace("package-lock.json", "");
        given().get(place + "packages.json").then().statusCode(200).body(containsString(place + "p2/%package%.json"));
    }

    @Test
    void whatChangesIsForgottenWhenAResolutionBeginsAgain() {
        Resolution one = resolutions.open(app("npm-again"), "one", "npm");
        resolutions.build(one.id(), new UUID(0, 7), 3);
        put(one, "{}", 204);
        String hex = "ab".repeat(32);
        for (String file : java.util.List.of("a/maven-metadata.xml", "a/1-SNAPSHOT/a.pom", "a/1/a-1.pom")) {
            resolutions.got(
                    one.id(), new SourceFile(io.firn.nix.ContentAddress.Algorithm.SHA256, hex, "maven", file), false);
        }
        resolutions.again(one.id());
        Resolution again = resolutions.find(one.appId(), "one").orElseThrow();
        assertThat(again.buildId()).isNull();
        assertThat(again.starts()).isEqualTo(1);
        assertThat(again.epoch()).isEqualTo(3);
        assertThat(resolutions.lock(one.id())).isEmpty();
        assertThat(resolutions.files(one.id())).containsOnlyKeys("a/1/a-1.pom");
    }

    private static String lock(Resolution resolution) {
        return "/resolve/" + resolution.id() + "/" + resolution.secret() + "/package-lock.json";
    }

    private static void put(Resolution resolution, String text, int status) {
        given().contentType("application/octet-stream")
                .body(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put(lock(resolution))
                .then()
                .statusCode(status);
    }

    private static UUID app(String name) {
        return UUID.fromString(given().header("Authorization", "Bearer " + TestTokens.admin())
                .contentType("application/json")
                .body("{\"name\": \"" + name + "\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }
}
