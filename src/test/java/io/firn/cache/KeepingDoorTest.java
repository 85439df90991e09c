package io.firn.cache;

import static io.firn.cache.CacheFixture.path;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class KeepingDoorTest {
    @Inject
    Cache cache;

    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Test
    void pathIsPinnedExplainedAndGivenUp() {
        TestPath library = path("library", UUID.randomUUID().toString());
        TestPath app = path("app", UUID.randomUUID().toString(), library.path());
        CollectionFixture.commit(cache, library, app);
        String name = "keep-" + UUID.randomUUID();
        admin().body(Map.of("name", name, "path", app.path().toString(), "keepSeconds", 3600))
                .post("/api/v1/cache/pins")
                .then()
                .statusCode(200)
                .body("pin", equalTo(true));
        admin().get("/api/v1/cache/why?path=" + library.path())
                .then()
                .statusCode(200)
                .body("kept", equalTo(true))
                .body("chains[0].root", containsString(name))
                .body(
                        "chains[0].paths",
                        contains(app.path().toString(), library.path().toString()));
        admin().get("/api/v1/cache/usage").then().statusCode(200).body("roots.name", hasItem(containsString(name)));
        admin().get("/api/v1/cache/roots?limit=200")
                .then()
                .statusCode(200)
                .body("items.name", hasItem(containsString(name)));

        RequestSpecification other = of("other-" + UUID.randomUUID(), Scope.ADMIN);
        other.get("/api/v1/cache/roots?limit=200").then().body("items.name", not(hasItem(containsString(name))));
        other.get("/api/v1/cache/why?path=" + library.path()).then().body("chains[0].root", equalTo(null));
        other.delete("/api/v1/cache/pins/" + name).then().statusCode(404);

        admin().delete("/api/v1/cache/pins/" + name).then().statusCode(204);
        admin().delete("/api/v1/cache/pins/" + name)
                .then()
                .statusCode(404)
                .body("detail", containsString("there is none of that name"));
        admin().get("/api/v1/cache/why?path=" + library.path()).then().body("kept", equalTo(false));
    }

    @Test
    void wrongPathsAndNamesGetOneClearAnswer() {
        admin().get("/api/v1/cache/why?path=/etc/passwd").then().statusCode(400);
        admin().get("/api/v1/cache/why?path=/nix/store/" + "0".repeat(32) + "-absent")
                .then()
                .statusCode(404);
        admin().body(Map.of("name", "../x", "path", "/nix/store/" + "0".repeat(32) + "-absent"))
                .post("/api/v1/cache/pins")
                .then()
                .statusCode(400);
    }

    @Test
    void collectionAndCheckRunWhenTheOperatorAsks() throws InterruptedException {
        admin().get("/api/v1/cache/collections/preview").then().statusCode(200);
        String id = admin().post("/api/v1/cache/collections")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        String state = "RUNNING";
        for (int tries = 0; tries < 200 && state.equals("RUNNING"); tries++) {
            Thread.sleep(50);
            state = admin().get("/api/v1/cache/collections/" + id)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("state");
        }
        assertThat(state).isEqualTo("DONE");
        admin().get("/api/v1/cache/collections").then().body("items.id", hasItem(id));
        admin().post("/api/v1/cache/checks").then().statusCode(200).body("repaired", equalTo(false));
        RequestSpecification other = of("foreign-" + UUID.randomUUID(), Scope.ADMIN);
        other.post("/api/v1/cache/collections").then().statusCode(403);
        other.post("/api/v1/cache/checks?repair=true").then().statusCode(403);
    }

    @Test
    void quotaIsSetByTheOperatorAndSeenByItsOrg() {
        String name = "tenant-" + UUID.randomUUID();
        RequestSpecification tenant = of(name, Scope.ADMIN);
        UUID org = orgs.ensure(name).id();
        admin().body(Map.of("maxBytes", 1000))
                .put("/api/v1/cache/quotas/" + org)
                .then()
                .statusCode(200)
                .body("maxBytes", equalTo(1000));
        admin().body(Map.of("maxBytes", 0)).put("/api/v1/cache/quotas/" + org);
        of(name, Scope.CACHE_WRITE)
                .contentType("application/octet-stream")
                .body(new byte[] {1})
                .put("/cache/nar/" + "0".repeat(52) + ".nar")
                .then()
                .statusCode(507)
                .body("code", equalTo("NO_CAPACITY"))
                .body("hint", containsString("firn cache usage"));
        admin().body(Map.of("maxBytes", 1000)).put("/api/v1/cache/quotas/" + org);
        tenant.get("/api/v1/cache/quotas/" + org).then().statusCode(200).body("maxBytes", equalTo(1000));
        tenant.get("/api/v1/cache/quotas/" + orgs.ensure(Orgs.FIRST).id())
                .then()
                .statusCode(404);
        tenant.body(Map.of("maxBytes", 1 << 30))
                .put("/api/v1/cache/quotas/" + org)
                .then()
                .statusCode(403);
        admin().get("/api/v1/cache/quotas/" + UUID.randomUUID()).then().statusCode(404);
    }

    private RequestSpecification of(String org, Scope scope) {
        String token = tokens.issue(orgs.ensure(org).id(), "test", Set.of(scope), Optional.of(Duration.ofHours(1)))
                .token();
        return given().auth().preemptive().oauth2(token).contentType("application/json");
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().oauth2(TestTokens.admin()).contentType("application/json");
    }
}
