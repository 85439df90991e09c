package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.TestDatabase;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.lab.LongTest;
import io.firn.nix.HashingInputStream;
import io.firn.nix.LargeNars;
import io.firn.nix.NarDigest;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePaths;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A NAR, and a body of a request, of more bytes than an int counts, on their way in and out, by a client that offers HTTP/2. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
@LongTest
@Timeout(600)
class LargeNarTest {
    private static final long CONTENT = (1L << 31) + (64L << 20) + 3;

    @Inject
    Tokens tokens;

    @Inject
    Cache cache;

    @Test
    void moreThanTwoGigabytesGoInAndComeOut() throws Exception {
        NarDigest digest;
        long size;
        try (var hashed = new HashingInputStream(LargeNars.zeros(CONTENT))) {
            hashed.transferTo(OutputStream.nullOutputStream());
            size = hashed.size();
            digest = hashed.digest();
        }
        assertThat(size).isGreaterThan(Integer.MAX_VALUE);
        var info = new PathInfo(
                StorePaths.fixedRecursive("large", digest.hash()),
                digest.hash(),
                size,
                new TreeSet<>(),
                Optional.empty(),
                Optional.of("fixed:r:" + digest.hash().base32()));
        String url = "nar/" + digest.hash().base32().substring("sha256:".length()) + ".nar";
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(put(
                            client,
                            url,
                            BodyPublishers.fromPublisher(
                                    BodyPublishers.ofInputStream(() -> LargeNars.zeros(CONTENT)), size)))
                    .isEqualTo(200);
            var narInfo = new NarInfo(info, url, "none", Optional.empty(), Optional.empty(), List.of());
            assertThat(put(client, info.path().hashPart() + ".narinfo", BodyPublishers.ofString(narInfo.format())))
                    .isEqualTo(200);
        }
        assertThat(cache.valid(info.path())).isTrue();
        try (InputStream nar = cache.nar(info.path());
                var hashed = new HashingInputStream(nar)) {
            hashed.transferTo(OutputStream.nullOutputStream());
            assertThat(hashed.size()).isEqualTo(size);
            assertThat(hashed.digest().hash()).isEqualTo(digest.hash());
        }
    }

    private int put(HttpClient client, String path, HttpRequest.BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/cache/" + path))
                .header("Authorization", "Bearer " + tokens.shortLived(Scope.CACHE_WRITE, "*", Duration.ofMinutes(20)))
                .PUT(body);
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
