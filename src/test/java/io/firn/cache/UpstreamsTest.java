package io.firn.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.nix.NarInfo;
import io.firn.nix.SigningKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Caches elsewhere: what is believed of them, and when. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class UpstreamsTest {
    private static final SigningKey THEIRS = SigningKey.generate("elsewhere-1");

    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Inject
    OrgCaches caches;

    @Inject
    Keys keys;

    @Inject
    Upstreams upstreams;

    @Inject
    Cache house;

    @Inject
    Substituters substituters;

    @Inject
    DataSource database;

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final AtomicInteger narsSent = new AtomicInteger();
    /** The Authorization header that the upstream wants; empty for a public one. */
    private volatile String wanted = "";

    private HttpServer elsewhere;
    private OrgCache cache;
    private DoorClient client;

    @BeforeEach
    void startAnUpstream() throws IOException {
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        elsewhere.createContext("/", this::answer);
        elsewhere.start();
        String name = "u" + UUID.randomUUID().toString().substring(0, 8);
        cache = caches.create(orgs.ensure("downstream").id(), name, false, 30, true);
        keys.generate(Optional.of(cache.id()), name + "-1");
        upstreams.add(upstream(Optional.of(cache.id()), Upstream.Use.PULL_THROUGH));
        client = new DoorClient(
                "/cache/" + name,
                tokens.issue(cache.orgId(), "client", Set.of(Scope.CACHE_WRITE), Optional.empty())
                        .token());
    }

    @AfterEach
    void stop() {
        elsewhere.stop(0);
    }

    @Test
    void pathIsPulledThroughOnceUnderItsOwnSignature() {
        TestPath path = offered("pulled", THEIRS);
        NarInfo narInfo = client.narInfo(path);
        assertThat(narInfo.info()).isEqualTo(path.info());
        assertThat(narInfo.signedBy(THEIRS.publicKey())).isTrue();
        assertThat(narInfo.signatures()).hasSize(1);
        assertThat(client.nar(narInfo)).isEqualTo(path.nar());
        assertThat(client.nar(client.narInfo(path))).isEqualTo(path.nar());
        assertThat(narsSent).hasValue(1);
        elsewhere.stop(0);
        assertThat(client.nar(client.narInfo(path))).isEqualTo(path.nar());
    }

    @Test
    void whatNoneOfItsKeysSignedIsNotThere() {
        TestPath forged = offered("forged", SigningKey.generate("elsewhere-1"));
        client.get(forged.path().hashPart() + ".narinfo").then().statusCode(404);
        TestPath swapped = offered("swapped", THEIRS);
        TestPath other = CacheFixture.path("other", "other");
        files.put(
                "/" + other.path().hashPart() + ".narinfo",
                files.get("/" + swapped.path().hashPart() + ".narinfo"));
        client.get(other.path().hashPart() + ".narinfo").then().statusCode(404);
    }

    @Test
    void narThatIsNotWhatItsNarinfoTellsOfIsNeverServed() {
        int before = house.blobs().list("remote/").size();
        TestPath path = offered("damaged", THEIRS);
        byte[] nar = path.nar().clone();
        nar[nar.length / 2] ^= 1;
        files.put("/nar/" + path.path().hashPart() + ".nar", nar);
        NarInfo narInfo = client.narInfo(path);
        client.get(narInfo.url()).then().statusCode(422);
        client.get(narInfo.url()).then().statusCode(422);
        assertThat(house.blobs().list("remote/")).hasSize(before);
        files.put("/nar/" + path.path().hashPart() + ".nar", path.nar());
        assertThat(client.nar(narInfo)).isEqualTo(path.nar());
    }

    @Test
    void upstreamThatDoesNotAnswerCountsAsHavingNothing() {
        elsewhere.stop(0);
        client.get("00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8.narinfo").then().statusCode(404);
    }

    @Test
    void privateUpstreamIsAskedWithItsLoginWhichNobodySees() {
        Upstream asked = upstreams.of(Optional.of(cache.id())).getFirst();
        wanted = "Bearer very-secret-token";
        TestPath path = offered("private", THEIRS);
        client.get(path.path().hashPart() + ".narinfo").then().statusCode(404);

        String admin = tokens.issue(cache.orgId(), "admin", Set.of(Scope.ADMIN), Optional.empty())
                .token();
        String place = "/api/v1/caches/" + cache.name() + "/upstreams";
        String shown = given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("secret", "very-secret-token"))
                .put(place + "/" + asked.id() + "/login")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(shown).contains("\"login\":\"BEARER\"").doesNotContain("very-secret");
        assertThat(client.nar(client.narInfo(path))).isEqualTo(path.nar());

        wanted = "Basic " + Base64.getEncoder().encodeToString("me:also-secret".getBytes(StandardCharsets.UTF_8));
        given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("user", "me", "secret", "also-secret"))
                .put(place + "/" + asked.id() + "/login")
                .then()
                .statusCode(200);
        TestPath other = offered("private-too", THEIRS);
        assertThat(client.nar(client.narInfo(other))).isEqualTo(other.nar());
        assertThat(given().auth().oauth2(admin).get(place).asString())
                .contains("\"login\":\"BASIC\"")
                .doesNotContain("secret");
        assertThat(stored(asked.id())).doesNotContain("secret");
        assertThat(upstreams.of(Optional.of(cache.id())).toString()).doesNotContain("secret");
    }

    @Test
    void loginThatIsNoneIsRefusedAndNotRepeated() {
        Upstream asked = upstreams.of(Optional.of(cache.id())).getFirst();
        String admin = tokens.issue(cache.orgId(), "admin", Set.of(Scope.ADMIN), Optional.empty())
                .token();
        String refused = given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("user", "me", "secret", "two\r\nlines"))
                .put("/api/v1/caches/" + cache.name() + "/upstreams/" + asked.id() + "/login")
                .then()
                .statusCode(400)
                .extract()
                .asString();
        assertThat(refused).contains("Could not log in to the upstream").doesNotContain("two");
    }

    @Test
    void uploadMayReferToWhatOnlyTheUpstreamHas() {
        TestPath base = offered("base", THEIRS);
        TestPath library = CacheFixture.path("library", "on " + base.path() + cache.name(), base.path());
        offer(library, THEIRS);
        TestPath app = CacheFixture.path("app", "on " + library.path(), library.path());
        client.push(app).then().statusCode(200);
        elsewhere.stop(0);
        for (TestPath path : List.of(app, library, base)) {
            assertThat(client.nar(client.narInfo(path))).isEqualTo(path.nar());
        }
    }

    @Test
    void buildersTrustTheUpstreamsOfTheInstallationsOwnCacheAlone() {
        assertThat(substituters.trusted()).doesNotContain(THEIRS.publicKey());
        Upstream forBuilders = upstream(Optional.empty(), Upstream.Use.SUBSTITUTER);
        upstreams.add(forBuilders);
        try {
            assertThat(substituters.trusted()).contains(THEIRS.publicKey(), house.publicKey());
            assertThat(substituters.elsewhere()).containsExactly(forBuilders.url());
        } finally {
            upstreams.remove(forBuilders);
        }
        assertThat(substituters.elsewhere()).isEmpty();
    }

    private String stored(UUID id) {
        return new Transactions(database).call(connection -> {
            try (var query = connection.prepareStatement("select login from cache_upstream where id = ?")) {
                query.setObject(1, id);
                try (var row = query.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    return new String(row.getBytes(1), StandardCharsets.ISO_8859_1);
                }
            }
        });
    }

    private Upstream upstream(Optional<UUID> of, Upstream.Use use) {
        return new Upstream(
                UUID.randomUUID(),
                of,
                URI.create("http://127.0.0.1:" + elsewhere.getAddress().getPort()),
                List.of(THEIRS.publicKey()),
                use,
                Optional.empty());
    }

    private TestPath offered(String name, SigningKey key) {
        TestPath path = CacheFixture.path(name, name + " " + UUID.randomUUID());
        offer(path, key);
        return path;
    }

    private void offer(TestPath path, SigningKey key) {
        var narInfo = new NarInfo(
                path.info(),
                "nar/" + path.path().hashPart() + ".nar",
                "none",
                Optional.empty(),
                Optional.empty(),
                List.of(key.sign(path.info().fingerprint())));
        files.put("/" + path.path().hashPart() + ".narinfo", narInfo.format().getBytes(StandardCharsets.UTF_8));
        files.put("/nar/" + path.path().hashPart() + ".nar", path.nar());
    }

    private void answer(HttpExchange request) throws IOException {
        String path = request.getRequestURI().getPath();
        if (!wanted.isEmpty() && !wanted.equals(request.getRequestHeaders().getFirst("Authorization"))) {
            request.sendResponseHeaders(401, -1);
            request.close();
            return;
        }
        byte[] body = files.get(path);
        if (path.startsWith("/nar/")) {
            narsSent.incrementAndGet();
        }
        request.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
        if (body != null) {
            request.getResponseBody().write(body);
        }
        request.close();
    }
}
