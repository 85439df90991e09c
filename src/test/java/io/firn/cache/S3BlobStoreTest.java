package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.StartsServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@StartsServers
class S3BlobStoreTest extends BlobStoreContract {
    private static S3Server server;
    private static S3BlobStore store;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new S3Server(folder);
        store = over(server.settings());
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void bothWaysOfAddressingABucketLeadToTheSameBlobs() throws IOException {
        put(store, "nar/addressed", "either way");
        try (S3BlobStore hosts = over(server.settings().virtualHosts())) {
            hosts.check();
            assertThat(hosts.upload("nar/virtual", 1, Duration.ofMinutes(1))
                            .orElseThrow()
                            .address()
                            .getHost())
                    .startsWith(S3Server.BUCKET + ".");
            assertThat(hosts.size("nar/addressed")).hasValue(10);
            put(hosts, "nar/virtual", "x");
        }
        assertThat(store.size("nar/virtual")).hasValue(1);
    }

    @Test
    void linksReadAndWriteWithoutAKeyAndOnlyWhatTheyAreFor() throws Exception {
        put(store, "nar/linked", "straight from the bucket");
        assertThat(store.download("nar/linked", Duration.ofMinutes(1))).isEmpty();
        try (S3BlobStore redirecting = over(server.settings().redirecting());
                HttpClient client = HttpClient.newHttpClient()) {
            URI link = redirecting.download("nar/linked", Duration.ofMinutes(1)).orElseThrow();
            var read = client.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString());
            assertThat(read.body()).isEqualTo("straight from the bucket");
            URI unsigned =
                    URI.create(link.toString().substring(0, link.toString().indexOf('?')));
            assertThat(client.send(HttpRequest.newBuilder(unsigned).build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);

            DirectUpload leave =
                    redirecting.upload("nar/direct", 5, Duration.ofMinutes(1)).orElseThrow();
            assertThat(send(client, leave, "12345")).isEqualTo(200);
            assertThat(redirecting.size("nar/direct")).hasValue(5);
            assertThat(send(client, leave, "other"))
                    .as("nothing is overwritten")
                    .isEqualTo(412);
        }
    }

    @Test
    void uploadsThatNobodyEndedAreSweptByAge() throws IOException {
        BlobStore.Draft abandoned = store.begin("nar/never-ended");
        abandoned.stream().write(new byte[11 << 20]);
        store.sweep(Duration.ofDays(1));
        store.sweep(Duration.ofMinutes(-1));
        assertThatThrownBy(abandoned::commit).isInstanceOf(Fault.class);
        abandoned.close();
        assertThat(store.size("nar/never-ended")).isEmpty();
    }

    @Test
    void wrongSettingsAreToldInOneSentence(@TempDir Path folder) throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong"), "not the secret");
        try (S3BlobStore refused = over(new StorageFixture(server.settings().address(), wrong))) {
            assertThatThrownBy(refused::check)
                    .hasMessageContaining("Could not open the bucket 'firn-test': the S3 server answered 403");
        }
        try (S3BlobStore nowhere = over(server.settings().at(URI.create("http://127.0.0.1:1")))) {
            assertThatThrownBy(nowhere::check)
                    .isInstanceOfSatisfying(
                            Fault.class, f -> assertThat(f.code()).isEqualTo(FaultCode.UNAVAILABLE))
                    .hasMessageContaining("cannot be reached");
        }
    }

    private static int send(HttpClient client, DirectUpload leave, String body) throws Exception {
        var request = HttpRequest.newBuilder(leave.address()).PUT(BodyPublishers.ofString(body));
        leave.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                request.header(name, value);
            }
        });
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static S3BlobStore over(StorageSettings settings) {
        return new S3BlobStore(settings, UUID::randomUUID, Clock.systemUTC());
    }

    private static void put(BlobStore into, String key, String text) throws IOException {
        try (BlobStore.Draft draft = into.begin(key)) {
            draft.stream().write(text.getBytes(StandardCharsets.UTF_8));
            draft.commit();
        }
    }
}
