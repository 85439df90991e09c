package io.firn.reference;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.firn.access.Issued;
import io.firn.access.Orgs;
import io.firn.access.Route;
import io.firn.access.Routes;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class AccessPageTest {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");

    private static final Pattern PARAMETER = Pattern.compile("\\{\\s*(\\w+)\\s*(?::((?:[^{}]|\\{[^{}]*})*))?}");
    private static final List<String> SAMPLES = List.of(
            "walk",
            "1",
            "sha256",
            "0".repeat(32),
            "0".repeat(64),
            "sha256:" + "0".repeat(64),
            "01a1fc67-e555-7000-8024-1ed93a439b94");

    @Inject
    Routes routes;

    @Inject
    Router router;

    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Test
    void everyRouteStandsOnThePageWithWhatItAsksFor() {
        var page = new StringBuilder(
                """
                # Access

                Every request passes one gate. Who sends no credential gets no further than the public routes; a wrong one is refused
                everywhere, public routes included; a path that is not listed here is closed. Credentials are `Authorization: Bearer
                <token>`, or Basic with the token as the password (git, docker, netrc); the user's name does not matter.

                A token allows what its scopes say; `ADMIN` allows everything in its org. "A or B" means that one of them is enough.
                Things of another org are not found (404), whatever the scopes.

                | method | path | asks for |
                |---|---|---|
                """);
        routes.all()
                .forEach(route ->
                        page.append("| %s | `%s` | %s |\n".formatted(route.method(), route.path(), route.demand())));
        ReferencePage.holds("access.md", page.toString());
        assertThat(routes.all()).as("routes that nobody can use").noneMatch(route -> route.demand()
                .equals("closed"));
    }

    @Test
    void noRouteOfTheDescriptionIsUnknownToTheGate() {
        String json = given().queryParam("format", "json").get("/q/openapi").asString();
        var missing = new ArrayList<String>();
        Map<String, Map<String, Object>> paths = JsonPath.from(json).getMap("paths");
        paths.forEach((path, verbs) -> verbs.keySet().forEach(verb -> {
            String method = verb.toUpperCase(Locale.ROOT);
            String plain = withoutExpressions(path);
            if (METHODS.contains(method)
                    && routes.all().stream()
                            .noneMatch(route -> route.method().equals(method)
                                    && withoutExpressions(route.path()).equals(plain))) {
                missing.add(method + " " + path);
            }
        }));
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRouteOfTheRunningRouterIsWalkedWithoutAndWithAWrongToken() {
        var open = new ArrayList<String>();
        for (String[] way : ways()) {
            String method = way[0];
            String path = way[1];
            boolean isPublic = routes.all().stream()
                    .anyMatch(route -> route.open() != null
                            && route.method().equals(method)
                            && route.form().takes(path));
            int bare = send(method, path, null).statusCode();
            if (isPublic ? bare == 401 || bare == 403 : bare != 401) {
                open.add(method + " " + path + " without a token: " + bare);
            }
            for (String wrong : List.of(
                    "Bearer firn_0123456789abcdef_" + "0".repeat(64),
                    "Bearer nonsense",
                    "Basic bm9ib2R5Om5vdGhpbmc=",
                    "Digest x")) {
                Response refused = send(method, path, wrong);
                if (refused.statusCode() != 401) {
                    open.add(method + " " + path + " with '" + wrong + "': " + refused.statusCode());
                }
            }
        }
        assertThat(open).isEmpty();
    }

    @Test
    void noTokenDoesMoreThanItsScopesSay() {
        var wrong = new ArrayList<String>();
        for (Scope scope : EnumSet.complementOf(EnumSet.of(Scope.ADMIN))) {
            Issued token = tokens.issue(
                    orgs.ensure("walker").id(), "walk", Set.of(scope), Optional.of(Duration.ofMinutes(10)));
            for (Route route : routes.all()) {
                if (route.needs() != null
                        && !route.needs().isEmpty()
                        && !route.needs().contains(scope)) {
                    String path = sample(route.path());
                    int status = send(route.method(), path, "Bearer " + token.token())
                            .statusCode();
                    if (status != 403) {
                        wrong.add(scope + " " + route.method() + " " + path + ": " + status);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void anAppOfAnotherOrgIsNotFound() {
        given().header("Authorization", "Bearer " + TestTokens.admin())
                .contentType("application/json")
                .body("{\"name\":\"walked\"}")
                .post("/api/v1/apps");
        Issued stranger = tokens.issue(
                orgs.ensure("strangers").id(), "stranger", Set.of(Scope.ADMIN), Optional.of(Duration.ofMinutes(10)));
        var found = new ArrayList<String>();
        for (Route route : routes.all()) {
            if (route.path().startsWith("/api/v1/apps/{app}") && route.method().equals("GET")) {
                String path = sample(route.path().replace("{app}", "walked"));
                int status = send("GET", path, "Bearer " + stranger.token()).statusCode();
                if (status != 404) {
                    found.add(path + ": " + status);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** Method and path of all there is: resources, built-in paths, whatever else was put on the router, and what lies beside it. */
    private List<String[]> ways() {
        var all = new TreeSet<String>();
        routes.all().forEach(route -> all.add(route.method() + " " + sample(route.path())));
        router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.getPath().length() > 1)
                .forEach(route -> {
                    Set<String> methods = route.methods() == null
                            ? METHODS
                            : route.methods().stream().map(Object::toString).collect(Collectors.toSet());
                    methods.stream()
                            .filter(METHODS::contains)
                            .forEach(method -> all.add(method + " " + sample(route.getPath())));
                });
        for (String beside : List.of(
                "/",
                "/q",
                "/q/",
                "/q/info",
                "/q/dev-ui",
                "/q/health/x",
                "/git/x.git",
                "/v2/",
                "/v2/_catalog",
                "/cache/x",
                "/sources/x/y",
                "/api/v1/nothing",
                "/index.html",
                "/api//v1/whoami",
                "/%2e%2e/etc/passwd",
                "/q/metrics/")) {
            all.add("GET " + beside);
        }
        all.add("OPTIONS /api/v1/apps");
        all.add("TRACE /api/v1/apps");
        return all.stream().map(way -> way.split(" ", 2)).toList();
    }

    private static Response send(String method, String path, @Nullable String authorization) {
        var request = given().urlEncodingEnabled(false).redirects().follow(false);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.request(method, path);
    }

    private static String sample(String path) {
        String filled = filled(path);
        return filled.startsWith("/") ? filled : "/" + filled;
    }

    private static String withoutExpressions(String path) {
        return path.replaceAll("\\{\\s*(\\w+)\\s*:(?:[^{}]|\\{[^{}]*})*}", "{$1}");
    }

    /** Values for path parameters, chosen to fit the expressions that paths use. */
    private static String filled(String path) {
        return PARAMETER
                .matcher(path)
                .replaceAll(parameter -> Matcher.quoteReplacement(value(parameter.group(1), parameter.group(2))))
                .replace("*", "walk")
                .replaceAll(":\\w+", "walk");
    }

    /** A value that fits the expression of a path parameter. */
    private static String value(String name, @Nullable String expression) {
        if (expression == null) {
            return name.equals("id") || name.endsWith("Id") ? SAMPLES.getLast() : SAMPLES.getFirst();
        }
        return SAMPLES.stream()
                .filter(sample -> sample.matches(expression.strip()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample fits '" + expression + "': add one"));
    }
}
