package io.firn.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class AppsTest {
    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Inject
    EntityManager database;

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + TestTokens.admin()).contentType("application/json");
    }

    private static void create(String name) {
        admin().body("{\"name\":\"" + name + "\"}").post("/api/v1/apps").then().statusCode(201);
    }

    @Test
    void anAppIsMadeFoundRenamedAndItsNameIsItsOwn() {
        create("shop");
        admin().get("/api/v1/apps/shop").then().statusCode(200).body("state", equalTo("ACTIVE"));
        admin().body("{\"name\":\"shop\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(409)
                .body("code", equalTo("CONFLICT"));
        admin().body("{\"name\":\"store\"}")
                .patch("/api/v1/apps/shop")
                .then()
                .statusCode(200)
                .body("name", equalTo("store"));
        admin().get("/api/v1/apps/shop")
                .then()
                .statusCode(404)
                .body(
                        "hint",
                        equalTo(
                                "List the apps that there are with: firn apps list. Make a new one with: firn apps create"
                                        + " NAME"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "Shop", "1shop", "shop-", "a b", "ä1", "x'; drop table app; --", "../../etc", "shop\\n"})
    void aNameThatCannotBeAHostNameIsRefusedWithTheRule(String name) {
        admin().body("{\"name\":\"" + name + "\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("name"));
    }

    @Test
    void listsComeInPages() {
        create("page-a");
        create("page-b");
        create("page-c");
        String next = admin().get("/api/v1/apps?limit=2&after=page-")
                .then()
                .body("items.name", contains("page-a", "page-b"))
                .extract()
                .path("next");
        admin().get("/api/v1/apps?limit=1&after=" + next).then().body("items.name", contains("page-c"));
        admin().get("/api/v1/apps?limit=1000").then().statusCode(400).body("errors[0].field", equalTo("limit"));
    }

    @Test
    void configChangesAreRevisionsAndLateOnesAreRefused() {
        create("conf");
        admin().body("{\"COLOR\":\"blue\",\"SIZE\":\"${x} ''\"}")
                .post("/api/v1/apps/conf/config/vars")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("vars.SIZE", equalTo("${x} ''"));
        admin().header("If-Match", "\"0\"")
                .body("{\"COLOR\":\"red\"}")
                .post("/api/v1/apps/conf/config/vars")
                .then()
                .statusCode(412);
        admin().header("If-Match", "\"1\"")
                .body("{\"COLOR\":null}")
                .post("/api/v1/apps/conf/config/vars")
                .then()
                .statusCode(200)
                .body("revision", equalTo(2))
                .body("vars.COLOR", nullValue());
        admin().body("{\"SIZE\":\"${x} ''\"}")
                .put("/api/v1/apps/conf/config")
                .then()
                .statusCode(200)
                .body("revision", equalTo(2));
        admin().delete("/api/v1/apps/conf/config/vars/COLOR").then().statusCode(404);
        admin().delete("/api/v1/apps/conf/config/vars/SIZE").then().body("revision", equalTo(3));
    }

    @Test
    void configKeysAndValuesHaveRules() {
        create("rules");
        admin().body("{\"PORT\":\"1\",\"lower\":\"x\",\"FIRN_X\":\"1\",\"BIG\":\"" + "x".repeat(33_000)
                        + "\",\"OK\":\"1\"}")
                .post("/api/v1/apps/rules/config/vars")
                .then()
                .statusCode(400)
                .body("errors.field", contains("vars.BIG", "vars.FIRN_X", "vars.PORT", "vars.lower"));
        admin().get("/api/v1/apps/rules/config").then().body("revision", equalTo(0));
    }

    @Test
    void configIsSealedInTheDatabaseAndItsValuesAreForThoseWhoMayChangeThem() {
        create("sealed");
        admin().body("{\"KEY\":\"swordfish\"}")
                .post("/api/v1/apps/sealed/config/vars")
                .then()
                .statusCode(200);
        Object rows = QuarkusTransaction.requiringNew().call(() -> database.createNativeQuery(
                        "select count(*) from app_config where position(convert_to('swordfish', 'UTF8') in vars) > 0",
                        Long.class)
                .getSingleResult());
        assertThat(rows).isEqualTo(0L);
        String reader = tokens.issue(orgs.ensure(Orgs.FIRST).id(), "reader", Set.of(Scope.APPS_READ), Optional.empty())
                .token();
        given().header("Authorization", "Bearer " + reader)
                .get("/api/v1/apps/sealed/config")
                .then()
                .statusCode(200)
                .body("vars.containsKey('KEY')", equalTo(true))
                .body("vars.KEY", nullValue());
    }

    @Test
    void settingsAndScaleAreChecked() {
        create("tuned");
        admin().body("{\"healthPath\":\"/up\",\"keepWarmSeconds\":30}")
                .put("/api/v1/apps/tuned/settings")
                .then()
                .statusCode(200)
                .body("keepWarmSeconds", equalTo(30));
        admin().body("{\"healthPath\":\"up\"}")
                .put("/api/v1/apps/tuned/settings")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("healthPath"));
        admin().body("{\"web\":2}")
                .put("/api/v1/apps/tuned/scale")
                .then()
                .statusCode(200)
                .body("web", equalTo(2));
        admin().body("{\"web\":-1}").put("/api/v1/apps/tuned/scale").then().statusCode(400);
    }
}
