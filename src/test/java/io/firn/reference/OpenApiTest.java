package io.firn.reference;

import static io.restassured.RestAssured.given;

import io.firn.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class OpenApiTest {
    @Test
    void theCheckedInDescriptionIsTheOneThatTheServiceGives() {
        String served =
                given().get("/q/openapi").then().statusCode(200).extract().asString();
        ReferencePage.holds("openapi.yaml", served);
    }
}
