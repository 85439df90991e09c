package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.firn.cache.CacheFixture.TestPath;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.StartsServers;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NARs that go straight into a bucket of a real S3 server. */
@StartsServers
class DirectUploadsTest {
    private static final Duration VALID = Duration.ofMinutes(5);
    private static final UUID ORG = UUID.randomUUID();

    private static S3Server server;
    private static S3BlobStore store;
    private static CacheFixture fixture;
    private static Cache cache;
    private static DirectUploads uploads;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new S3Server(folder);
        store = new S3BlobStore(server.settings(), UUID::randomUUID, Clock.systemUTC());
        fixture = new CacheFixture();
        cache = fixture.cache(fixture.source, store, folder, Duration.ofDays(1));
        uploads = new DirectUploads(
                cache,
                new DebugIndex(fixture.source),
                CacheFixture.settings(folder, Duration.ofDays(1)),
                new Quotas(fixture.source, CollectionFixture.settings(Duration.ofDays(1), OptionalLong.empty(), 3)));
    }

    @AfterAll
    static void stop() {
        fixture.close();
        store.close();
        server.close();
    }

    @Test
    void whatWasPutMayBeNamedOnceItWasRead() throws Exception {
        TestPath path = CacheFixture.path("direct", "straight into the bucket");
        byte[] packed = Zstd.compress(path.nar());
        DirectUpload leave = begin("a.nar.zst", packed.length);
        assertThatThrownBy(() -> complete("a.nar.zst"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.code()).isEqualTo(FaultCode.CONFLICT));
        assertThat(put(leave, packed)).isEqualTo(200);
        assertThat(put(leave, packed)).as("the address is good for one PUT").isEqualTo(412);
        assertThat(found("a.nar.zst")).as("nobody has looked at it yet").isEmpty();

        complete("a.nar.zst");
        complete("a.nar.zst");

        PutNar put = found("a.nar.zst").orElseThrow();
        assertThat(put.nar().hash()).isEqualTo(path.info().narHash());
        assertThat(put.nar().size()).isEqualTo(path.info().narSize());
        assertThat(put.file().hash()).isEqualTo(CacheFixture.sha256(packed));
        assertThat(store.open(put.blob(), 0, 10_000).readAllBytes()).isEqualTo(packed);
    }

    @Test
    void bytesThatAreNoNarAreDeleted() throws Exception {
        byte[] whole = Zstd.compress(CacheFixture.path("direct", "cut off").nar());
        refuse("noise.nar.zst", Zstd.compress("no NAR at all, whatever it is called".getBytes(StandardCharsets.UTF_8)));
        refuse("cut.nar.zst", Arrays.copyOf(whole, whole.length - 5));
        byte[] more = Arrays.copyOf(whole, whole.length + 40);
        refuse("more.nar.zst", more);
    }

    @Test
    void tooManyBytesAndOtherPackingsGetNoLeave() {
        assertThatThrownBy(() -> begin("b.nar.zst", 6L << 30)).hasMessageContaining("bytes");
        assertThatThrownBy(() -> begin("b.nar.xz", 10)).hasMessageContaining("only NARs packed with zstd");
    }

    private static void refuse(String file, byte[] body) throws Exception {
        assertThat(put(begin(file, body.length), body)).isEqualTo(200);
        int before = store.list("").size();
        assertThatThrownBy(() -> complete(file)).as(file).isInstanceOfSatisfying(Fault.class, fault -> assertThat(
                        fault.code())
                .isEqualTo(FaultCode.CORRUPT));
        assertThat(store.list("")).hasSize(before - 1);
        assertThat(found(file)).isEmpty();
    }

    private static DirectUpload begin(String file, long bytes) {
        return uploads.begin(ORG, Optional.empty(), file, bytes, VALID).orElseThrow();
    }

    private static void complete(String file) {
        uploads.complete(ORG, Optional.empty(), file);
    }

    private static Optional<PutNar> found(String file) {
        return cache.pending().findPut(ORG, "nar/" + file);
    }

    private static int put(DirectUpload leave, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(leave.address()).PUT(BodyPublishers.ofByteArray(body));
        leave.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                request.header(name, value);
            }
        });
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
