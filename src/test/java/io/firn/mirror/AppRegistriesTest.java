package io.firn.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.fault.Fault;
import io.firn.nix.ContentAddress.Algorithm;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(value = RegistryForTests.class, scope = TestResourceScope.GLOBAL)
@Tag("started")
class AppRegistriesTest {
    @Inject
    AppSources appSources;

    @Inject
    Sources sources;

    @Inject
    SourceRegistry registry;

    @Inject
    DataSource database;

    @Inject
    Recorder recorder;

    @Inject
    Resolutions resolutions;

    @Inject
    AppDiscoveries discoveries;

    @Inject
    Documents documents;

    @Inject
    PinTable pins;

    @Test
    void filesOfAPrivateRegistryAreFetchedWithTheAppsOwnKey() throws Exception {
        UUID app = app("reg-right");
        set("reg-right", RegistryForTests.KEY).statusCode(200);
        SourceFile file = file("pool/right");
        appSources.bring(app, List.of(file));
        assertThat(sources.keeps(file)).isTrue();
    }

    @Test
    void anotherAppsKeyIsNotUsed() throws Exception {
        app("reg-one");
        set("reg-one", RegistryForTests.KEY).statusCode(200);
        SourceFile file = file("pool/one");
        appSources.bring(app("reg-other"), List.of(file));
        assertThat(sources.keeps(file)).isFalse();
    }

    @Test
    void fileWithAnotherHashIsRefused() throws Exception {
        UUID app = app("reg-forged");
        set("reg-forged", RegistryForTests.KEY).statusCode(200);
        var forged = new SourceFile(Algorithm.SHA256, "0".repeat(64), "own", "pool/forged");
        registry.register(List.of(forged));
        assertThatThrownBy(() -> appSources.bring(app, List.of(forged)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("has the hash")
                .hasMessageNotContaining(RegistryForTests.KEY);
    }

    @Test
    void whatAToolGetsWhileItResolvesComesFromTheAppsOwnRegistryAndNoOtherAppGetsItByItsPath() throws Exception {
        UUID app = app("reg-resolves");
        set("reg-resolves", RegistryForTests.KEY).statusCode(200);
        Resolutions.Resolution mine = resolutions.open(app, "sha256-mine", "own");
        String file = "org/acme/polite/1.0/polite-1.0.pom";
        assertThat(recorder.get(mine, file)).isPresent();
        resolutions.done(mine.id());
        assertThat(resolutions.files(mine.id())).containsOnlyKeys(file);
        assertThat(resolutions.seen("own", file)).isEmpty();
    }

    /** The installation has a registry of the first kind, none of the second, and one of the third that does not answer. */
    @ParameterizedTest
    @ValueSource(strings = {"testing", "packagist", "silent"})
    void aKeyThatTheRegistryRefusesIsSaidWhereNobodyElseHasTheFile(String kind) throws Exception {
        String name = "reg-refuses-" + kind;
        UUID app = app(name);
        set(name, kind, base().replace("/private/", "/refusing/"), "key").statusCode(200);
        Resolutions.Resolution mine = resolutions.open(app, "sha256-refused", kind);
        String file = "absent/polite-1.0.pom";
        assertThatThrownBy(() -> recorder.get(mine, file))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("the registry answers 401");
        assertThatThrownBy(() -> documents.open(app, kind, file, "*/*"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("the registry answers 401");
    }

    @Test
    void whatOnlyTheAppsRegistryCouldHaveIsAbsentWhereItIsNot() throws Exception {
        UUID app = app("reg-absent");
        set("reg-absent", "packagist", base(), RegistryForTests.KEY).statusCode(200);
        Resolutions.Resolution mine = resolutions.open(app, "sha256-absent", "packagist");
        var named = new Discoveries.Named("packagist", "polite", "1.0", "public/polite-1.0.zip");
        assertThat(recorder.get(mine, "public/polite-1.0.zip")).isEmpty();
        assertThat(documents.open(app, "packagist", "public/p2.json", "*/*")).isEmpty();
        assertThat(discoveries.hashes(app, List.of(named))).isEmpty();
    }

    @Test
    void hashesThatAnAppsRegistryTellsHoldForThatAppAlone() throws Exception {
        UUID app = app("reg-hashes");
        set("reg-hashes", "goproxy", base(), RegistryForTests.KEY).statusCode(200);
        var module =
                new Discoveries.Named("goproxy", "acme.example/polite", "v1.0.0", "acme.example/polite/@v/v1.0.0.mod");
        String hash = discoveries.hashes(app, List.of(module)).get(module);
        assertThat(hash).isNotNull();
        assertThat(discoveries.hashes(app, List.of(module))).containsEntry(module, hash);
        assertThat(pins.known(List.of(module))).isEmpty();
        assertThat(pins.known(app("reg-hashless"), List.of(module))).isEmpty();
    }

    @Test
    void keyGoesInAndNeverComesOut() throws Exception {
        app("reg-shown");
        set("reg-shown", "a-key-of-ours").statusCode(200).body(not(containsString("a-key-of-ours")));
        api().get("/api/v1/apps/reg-shown/registries")
                .then()
                .statusCode(200)
                .body("registry", equalTo(List.of("own")))
                .body("url", equalTo(List.of(base())))
                .body(not(containsString("a-key-of-ours")));
        try (Connection connection = database.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select encode(sealed, 'escape') || app_registry::text from app_registry")) {
            while (rows.next()) {
                assertThat(rows.getString(1)).doesNotContain("a-key-of-ours");
            }
        }
        api().delete("/api/v1/apps/reg-shown/registries/own").then().statusCode(200);
        api().delete("/api/v1/apps/reg-shown/registries/own").then().statusCode(404);
    }

    @Test
    void innerAddressesAreTheOperatorsToAllow() throws Exception {
        app("reg-inside");
        for (String url : List.of("http://127.0.0.1:1/", "http://169.254.169.254/", "http://[::1]/")) {
            set("reg-inside", url, "key").statusCode(403).body("detail", containsString("inner address"));
        }
        for (String url : List.of("file:///etc/passwd", "http://me:key@example.org/", "no address")) {
            set("reg-inside", url, "key").statusCode(400);
        }
    }

    private SourceFile file(String path) throws Exception {
        byte[] content = ("private " + path).getBytes(StandardCharsets.UTF_8);
        String hex =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        var file = new SourceFile(Algorithm.SHA256, hex, "own", path);
        registry.register(List.of(file));
        return file;
    }

    private static UUID app(String name) {
        return UUID.fromString(api().body("{\"name\": \"" + name + "\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }

    private static io.restassured.response.ValidatableResponse set(String app, String key) {
        return set(app, base(), key);
    }

    private static io.restassured.response.ValidatableResponse set(String app, String url, String key) {
        return set(app, "own", url, key);
    }

    private static io.restassured.response.ValidatableResponse set(
            String app, String registry, String url, String key) {
        return api().body("{\"url\": \"" + url + "\", \"key\": \"" + key + "\"}")
                .put("/api/v1/apps/" + app + "/registries/" + registry)
                .then();
    }

    private static String base() {
        String all = ConfigProvider.getConfig().getValue("firn.mirror.private", String.class);
        return all.substring(0, all.indexOf(',')) + "/";
    }

    private static RequestSpecification api() {
        return given().header("Authorization", "Bearer " + TestTokens.admin()).contentType("application/json");
    }
}
