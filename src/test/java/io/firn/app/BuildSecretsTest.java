package io.firn.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class BuildSecretsTest {
    private static final String VALUE = "a-value-that-nobody-may-see";

    @Inject
    BuildSecrets secrets;

    @Inject
    DataSource database;

    @Test
    void valueGoesInAndNeverComesOut() throws Exception {
        UUID app = app("secret-shown");
        set("secret-shown", "TOKEN", VALUE).statusCode(200).body(not(containsString(VALUE)));
        api().get("/api/v1/apps/secret-shown/build-secrets")
                .then()
                .statusCode(200)
                .body("name", equalTo(List.of("TOKEN")))
                .body(not(containsString(VALUE)));
        try (Connection connection = database.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select encode(sealed, 'escape') || build_secret::text from build_secret")) {
            while (rows.next()) {
                assertThat(rows.getString(1)).doesNotContain(VALUE);
            }
        }
        assertThat(secrets.open(app)).extracting(BuildSecrets.Opened::value).containsExactly(VALUE);
        assertThat(secrets.open(app).toString()).doesNotContain(VALUE);
        api().delete("/api/v1/apps/secret-shown/build-secrets/TOKEN").then().statusCode(200);
        api().delete("/api/v1/apps/secret-shown/build-secrets/TOKEN").then().statusCode(404);
    }

    @Test
    void valueSetAnewIsAnotherVersion() {
        UUID app = app("secret-anew");
        assertThat(secrets.versions(app)).isEmpty();
        set("secret-anew", "TOKEN", VALUE).statusCode(200);
        String first = secrets.versions(app);
        assertThat(first).contains("TOKEN").isEqualTo(secrets.versions(app));
        set("secret-anew", "TOKEN", VALUE).statusCode(200);
        assertThat(secrets.versions(app)).isNotEqualTo(first);
    }

    @Test
    void namesAndValuesThatCannotBeKeptApartAreRefused() {
        app("secret-odd");
        for (String name : List.of("lower", "PATH", "NIX_STORE", "LD_PRELOAD", "9A")) {
            set("secret-odd", name, VALUE).statusCode(400).body("detail", containsString("name"));
        }
        set("secret-odd", "TOKEN", "short").statusCode(400).body("detail", containsString("value"));
        set("secret-odd", "TOKEN", "a\\nb\\nc\\nd\\ne\\nf\\ng").statusCode(400);
    }

    private static UUID app(String name) {
        return UUID.fromString(api().body("{\"name\": \"" + name + "\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }

    private static ValidatableResponse set(String app, String name, String value) {
        return api().body("{\"value\": \"" + value + "\"}")
                .put("/api/v1/apps/" + app + "/build-secrets/" + name)
                .then();
    }

    private static RequestSpecification api() {
        return given().header("Authorization", "Bearer " + TestTokens.admin()).contentType("application/json");
    }
}
