package io.firn.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class ProblemsTest {
    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + TestTokens.admin());
    }

    @Test
    void contentThatIsNoJsonIsNamedWithoutInnerNames() {
        admin().contentType("application/json")
                .body("{\"name\": ")
                .post("/api/v1/apps")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", startsWith("Could not read the request"))
                .body("detail", not(containsString("jackson")));
        admin().contentType("application/json")
                .body("{\"nam\": \"x\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("nam"));
        admin().contentType("application/json")
                .body("")
                .post("/api/v1/apps")
                .then()
                .statusCode(400);
        admin().contentType("application/json")
                .body("[]")
                .post("/api/v1/apps")
                .then()
                .statusCode(400);
    }

    @Test
    void whatTheServerItselfRefusesIsAProblemToo() {
        admin().get("/api/v1/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("NOT_FOUND"));
        admin().delete("/api/v1/whoami").then().statusCode(405).contentType("application/problem+json");
        admin().contentType("text/plain")
                .body("x")
                .post("/api/v1/apps")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        admin().accept("application/x-unknown").get("/api/v1/whoami").then().statusCode(406);
        admin().get("/api/v1/tokens/not-an-id").then().statusCode(404).contentType("application/problem+json");
        admin().get("/q/nothing").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void jsonIsTakenInSmallPiecesOnly() {
        admin().contentType("application/json")
                .body("{\"name\":\"" + "x".repeat(1_100_000) + "\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(413)
                .body("code", equalTo("TOO_LARGE"));
    }

    @Test
    void aSensibleRequestIdIsKeptAndAnyOtherReplaced() {
        admin().header("X-Request-Id", "abc-1")
                .get("/api/v1/apps/nothing-here")
                .then()
                .header("X-Request-Id", "abc-1")
                .body("requestId", equalTo("abc-1"));
        given().header("X-Request-Id", "a b\tc")
                .get("/api/v1/apps")
                .then()
                .statusCode(401)
                .header("X-Request-Id", not(containsString(" ")));
    }
}
