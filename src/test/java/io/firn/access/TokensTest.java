package io.firn.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.fault.Fault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class TokensTest {
    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Inject
    EntityManager database;

    private final Path folder = Path.of(ConfigProvider.getConfig().getValue("firn.data-dir", String.class))
            .resolve("test-" + UUID.randomUUID());

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + TestTokens.admin()).contentType("application/json");
    }

    @Test
    void aTokenIsShownOnceWorksUntilItIsRevokedAndIsStoredAsAHashOnly() {
        var made = admin().body("{\"name\":\"ci\",\"scopes\":[\"DEPLOY\"]}")
                .post("/api/v1/tokens")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String token = made.getString("token");
        String id = made.getString("id");
        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/whoami")
                .then()
                .statusCode(200);
        given().auth()
                .preemptive()
                .basic("git", token)
                .get("/api/v1/whoami")
                .then()
                .statusCode(200);
        admin().get("/api/v1/tokens/" + id)
                .then()
                .body("name", equalTo("ci"))
                .body("lastUsedAt", notNullValue())
                .body("token", equalTo(null));
        Object rows = QuarkusTransaction.requiringNew().call(() -> database.createNativeQuery(
                        "select count(*) from token t where t::text like '%' || :secret || '%'", Long.class)
                .setParameter("secret", token.substring(token.lastIndexOf('_') + 1))
                .getSingleResult());
        assertThat(rows).isEqualTo(0L);
        admin().delete("/api/v1/tokens/" + id).then().statusCode(204);
        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/whoami")
                .then()
                .statusCode(401);
        admin().delete("/api/v1/tokens/" + id).then().statusCode(204);
    }

    @Test
    void wrongInputIsNamedFieldByField() {
        admin().body("{\"name\":\"\",\"scopes\":[],\"expiresInSeconds\":-1}")
                .post("/api/v1/tokens")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors", hasSize(3))
                .body("errors.field", org.hamcrest.Matchers.contains("expiresInSeconds", "name", "scopes"));
        admin().body("{\"name\":\"x\",\"scopes\":[\"EVERYTHING\"]}")
                .post("/api/v1/tokens")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("scopes[0]"));
    }

    @Test
    void anExpiredTokenIsRefused() {
        Issued token =
                tokens.issue(orgs.ensure(Orgs.FIRST).id(), "old", Set.of(Scope.ADMIN), Optional.of(Duration.ZERO));
        assertThat(tokens.identify(token.token())).isEmpty();
    }

    @Test
    void aShortLivedTokenOpensTheOneThingItWasMadeFor() {
        String token = tokens.shortLived(Scope.IMAGE_PULL, "one/app", Duration.ofMinutes(5));
        Identity identity = tokens.identify(token).orElseThrow();
        assertThat(identity.scopes()).containsExactly(Scope.IMAGE_PULL);
        assertThat(identity.boundTo()).contains("one/app");
        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/tokens")
                .then()
                .statusCode(403);
        assertThat(tokens.identify(tokens.shortLived(Scope.IMAGE_PULL, "x", Duration.ofSeconds(-1))))
                .isEmpty();
        String body = token.substring("firns_".length(), token.indexOf('.'));
        String claim = new String(Base64.getUrlDecoder().decode(body), StandardCharsets.UTF_8);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claim.replace("IMAGE_PULL", "ADMIN").getBytes(StandardCharsets.UTF_8));
        assertThat(tokens.identify("firns_" + forged + token.substring(token.indexOf('.'))))
                .isEmpty();
    }

    @Test
    void theFirstTokensFileAndTheMasterKeyAreForTheirOwnerOnly() throws Exception {
        for (String setting : Set.of("firn.access.bootstrap-token-file", "firn.access.master-key-file")) {
            Path file = Path.of(ConfigProvider.getConfig().getValue(setting, String.class));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private record Settings(Path bootstrapTokenFile, Path masterKeyFile) implements AccessSettings {
        @Override
        public boolean publicMetrics() {
            return false;
        }

        @Override
        public int wrongTokens() {
            return 1;
        }

        @Override
        public Duration wrongTokensWindow() {
            return Duration.ofMinutes(1);
        }
    }

    @Test
    void withoutTheMasterKeyOfItsDatabaseTheServiceRefusesToStart() throws Exception {
        Path lost = folder.resolve("lost.key");
        assertThatThrownBy(() -> start(lost)).isInstanceOf(Fault.class).hasMessageContaining("is missing");
        assertThat(lost).doesNotExist();
        new MasterKey(new Settings(folder, lost)).create();
        assertThatThrownBy(() -> start(lost)).isInstanceOf(Fault.class).hasMessageContaining("another master key");
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> start(lost)).isInstanceOf(Fault.class).hasMessageContaining("others may read it");
    }

    private void start(Path keyFile) {
        var settings = new Settings(folder.resolve("token"), keyFile);
        var first = new FirstStart(new MasterKey(settings), orgs, tokens, settings, database);
        QuarkusTransaction.requiringNew().run(() -> first.begin(new StartupEvent()));
    }
}
