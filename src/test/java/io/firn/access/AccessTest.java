package io.firn.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class AccessTest {
    @Test
    void aCallerWithoutATokenIsAskedForOne() {
        given().get("/api/v1/whoami")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", containsString("Bearer"))
                .header("X-Request-Id", notNullValue())
                .body("code", equalTo("UNAUTHENTICATED"));
    }

    @Test
    void theFirstTokenIsInItsFileAndMayDoAll() {
        given().header("Authorization", "Bearer " + TestTokens.admin())
                .get("/api/v1/whoami")
                .then()
                .statusCode(200)
                .body("scopes", hasItem("ADMIN"));
    }
}
