package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.firn.TestDatabase;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bad input at the caches' doors: one clear answer each, nothing kept, nothing served. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class BadInputTest {
    @Inject
    Tokens tokens;

    @Inject
    Orgs orgs;

    @Inject
    OrgCaches caches;

    @Inject
    Keys keys;

    @Inject
    Cache house;

    private DoorClient client;
    private String token;

    @BeforeEach
    void makeACache() {
        String name = "b" + UUID.randomUUID().toString().substring(0, 8);
        OrgCache cache = caches.create(orgs.ensure("clumsy").id(), name, true, 30, true);
        keys.generate(Optional.of(cache.id()), name + "-1");
        token = tokens.issue(cache.orgId(), "client", Set.of(Scope.CACHE_WRITE), Optional.empty())
                .token();
        client = new DoorClient("/cache/" + name, token);
    }

    @Test
    void narsThatBreakOffOrHaveAFlippedBitAreNeverServed() {
        int before = house.blobs().list("org/").size();
        TestPath path = path("damaged");
        byte[] packed = Zstd.compress(path.nar());
        for (int length : new int[] {0, 1, 10, packed.length / 2, packed.length - 1}) {
            client.put(DoorClient.url(path), Arrays.copyOf(packed, length))
                    .then()
                    .statusCode(422);
        }
        assertThat(house.blobs().list("org/")).hasSize(before);
        var random = new Random(1);
        for (int n = 0; n < 40; n++) {
            byte[] flipped = path.nar().clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            client.put(DoorClient.url(path), Zstd.compress(flipped));
            // whether or not it still is a NAR: it is not this path's
            assertThat(client.putNarInfo(path.info(), path).statusCode()).isIn(409, 422);
        }
        client.get(path.path().hashPart() + ".narinfo").then().statusCode(404);
    }

    @Test
    void narinfoOfAForeignStoreOrOfNoFormIsRefused() {
        TestPath path = path("foreign");
        client.putNar(path).then().statusCode(200);
        String good = new NarInfo(
                        path.info(), DoorClient.url(path), "zstd", Optional.empty(), Optional.empty(), List.of())
                .format();
        for (String bad : List.of(
                good.replace("/nix/store/", "/gnu/store/"),
                good.replace("StorePath: /nix/store/", "StorePath: /nix/store/../../etc/"),
                good.replace("References: ", "References: ../../etc/passwd"),
                good.replace("NarSize: ", "NarSize: -"),
                good.replaceAll("NarHash: .*", "NarHash: sha256:nonsense"),
                good.replaceAll("NarHash: .*\n", ""),
                good + good,
                good.strip(),
                "",
                "\0")) {
            client.put(path.path().hashPart() + ".narinfo", bad.getBytes(StandardCharsets.UTF_8))
                    .then()
                    .statusCode(400);
        }
        client.get(path.path().hashPart() + ".narinfo").then().statusCode(404);
    }

    @Test
    void referencesThatGoRoundOrNowhereAreRefused() {
        TestPath one = path("one");
        TestPath two = CacheFixture.path("two", "refers to one " + one.path(), one.path());
        PathInfo cyclic = new PathInfo(
                one.path(),
                one.info().narHash(),
                one.info().narSize(),
                new TreeSet<>(List.of(two.path())),
                Optional.empty(),
                Optional.empty());
        client.putNar(one).then().statusCode(200);
        client.putNar(two).then().statusCode(200);
        client.putNarInfo(cyclic, one).then().statusCode(409);
        client.putNarInfo(two.info(), two).then().statusCode(409);
        client.putNarInfo(cyclic, one).then().statusCode(409);
        client.get(one.path().hashPart() + ".narinfo").then().statusCode(404);
    }

    @Test
    void namesThatLeadElsewhereLeadNowhere() {
        for (String path : List.of(
                "nar/..%2f..%2fmaster.key",
                "nar/../../master.key",
                "nar/%2e%2e/%2e%2e/master.key",
                "log/..%2f..%2fmaster.key",
                "log/%00",
                "realisations/..%2fx.doi",
                "build-trace-v2/..%2f../x.doi",
                "..%2f..%2fmaster.key.narinfo",
                "nar/" + "a".repeat(5000))) {
            assertThat(client.get(path).statusCode()).as(path).isIn(400, 404, 414);
            assertThat(client.put(path, new byte[] {1}).statusCode())
                    .as("PUT " + path)
                    .isIn(400, 403, 404, 405, 414);
        }
    }

    @Test
    void signaturesThatAreNoneAreDroppedAndOthersAreKept() {
        TestPath path = path("signed");
        client.push(path, "nonsense", "a:b", "x".repeat(5000), "other-1:" + "A".repeat(86) + "==")
                .then()
                .statusCode(200);
        assertThat(client.narInfo(path).signatures()).hasSize(2).contains("other-1:" + "A".repeat(86) + "==");
    }

    /** The sender goes away in the middle, or never sends its end: nothing becomes visible, and nothing is left. */
    @Test
    void uploadThatBreaksOffLeavesNothing() throws Exception {
        int before = house.blobs().list("org/").size();
        TestPath path = path("endless");
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + client.base() + "/" + DoorClient.url(path)
                            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Length: 100000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(Arrays.copyOf(Zstd.compress(path.nar()), 20));
            out.flush();
        }
        client.putNarInfo(path.info(), path).then().statusCode(409);
        for (int n = 0; n < 300 && house.blobs().list("org/").size() > before; n++) {
            Thread.sleep(100); // the service notices the broken connection by itself
        }
        assertThat(house.blobs().list("org/")).hasSize(before);
    }

    @Test
    void tenThousandParallelSmallRequestsGetOneAnswerEach() throws Exception {
        TestPath path = path("popular");
        client.push(path).then().statusCode(200);
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        String base = "http://127.0.0.1:" + port + client.base() + "/";
        var statuses = new ConcurrentHashMap<Integer, AtomicInteger>();
        var atOnce = new Semaphore(400);
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < 10_000; n++) {
                String name =
                        switch (n % 4) {
                            case 0 -> path.path().hashPart() + ".narinfo";
                            case 1 ->
                                CacheFixture.path("absent", "absent " + n)
                                                .path()
                                                .hashPart() + ".narinfo";
                            case 2 -> path.path().hashPart() + ".ls";
                            default -> "nix-cache-info";
                        };
                threads.execute(() -> {
                    atOnce.acquireUninterruptibly();
                    try {
                        int status = http.send(
                                        HttpRequest.newBuilder(URI.create(base + name))
                                                .timeout(Duration.ofSeconds(60))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode();
                        statuses.computeIfAbsent(status, s -> new AtomicInteger())
                                .incrementAndGet();
                    } catch (IOException | InterruptedException e) {
                        statuses.computeIfAbsent(-1, s -> new AtomicInteger()).incrementAndGet();
                    } finally {
                        atOnce.release();
                    }
                });
            }
        }
        assertThat(statuses.keySet()).containsExactlyInAnyOrder(200, 404);
        assertThat(statuses.get(200)).hasValue(7_500);
        assertThat(statuses.get(404)).hasValue(2_500);
    }

    private static TestPath path(String name) {
        return CacheFixture.path(name, name + " " + UUID.randomUUID());
    }
}
