package io.firn.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.mirror.Resolutions.Resolution;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recorder's side of a resolution by pip. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@WithTestResource(value = RegistryForTests.class, scope = TestResourceScope.GLOBAL)
@Tag("started")
class PythonResolutionTest {
    @Inject
    Resolutions resolutions;

    @Inject
    AppRegistries registries;

    @Test
    void wheelsOfTheIndexAreListedAndKept() {
        Resolution one = resolutions.open(app("pip-index"), "one", "pypi");
        String wheel = place(one) + "files/polite-1.0-py3-none-any.whl";
        ValidatableResponse page = get(one, "simple/polite/").statusCode(200).contentType(PythonIndex.JSON_FORM);
        String listed = page.body("files", hasSize(2)).extract().path("files[0].url");
        assertThat(URI.create(listed).getPath()).isEqualTo(wheel);
        get(one, "files/polite-1.0-py3-none-any.whl")
                .statusCode(200)
                .body(equalTo("file files/polite-1.0-py3-none-any.whl"));
        get(one, "files/polite-1.0-py3-none-any.whl.metadata").statusCode(200);
        assertThat(resolutions.files(one.id())).containsOnlyKeys("files/polite-1.0-py3-none-any.whl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simple/",
                "simple/absent/",
                "simple/Polite/",
                "simple/polite/polite-1.0.tar.gz",
                "files/x",
                "files/..%2f..%2fprivate%2fx.whl",
                "pypi/polite/json",
                "pylock.toml"
            })
    void nothingElseIsHandedOn(String file) {
        Resolution one = resolutions.open(app("pip-else"), "one", "pypi");
        get(one, file).statusCode(404);
        assertThat(resolutions.files(one.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/private-index", "/private-index/simple/"}) // the second is what pip is given
    void packagesOfTheAppsOwnIndexComeFromThere(String place) {
        UUID app = app("pip-own");
        String index = ConfigProvider.getConfig().getValue("firn.mirror.pypi", String.class);
        registries.set(app, "pypi", index.replace("/index", place), null, RegistryForTests.KEY);
        Resolution one = resolutions.open(app, "one", "pypi");
        String listed = get(one, "simple/polite/").statusCode(200).extract().path("files[0].filename");
        assertThat(listed).isEqualTo("polite-2.0-py3-none-any.whl");
        get(one, "files/polite-2.0-py3-none-any.whl").statusCode(200);
    }

    private static ValidatableResponse get(Resolution resolution, String file) {
        return given().urlEncodingEnabled(false).get(place(resolution) + file).then();
    }

    private static String place(Resolution resolution) {
        return "/resolve/" + resolution.id() + "/" + resolution.secret() + "/";
    }

    private static UUID app(String name) {
        String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        return UUID.fromString(given().header("Authorization", "Bearer " + TestTokens.admin())
                .contentType("application/json")
                .body("{\"name\": \"" + unique + "\"}")
                .post("/api/v1/apps")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }
}
