package io.firn.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.cache.FaultProxy.Mood;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.lab.StartsServers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An S3 server that refuses, keeps silent, breaks off or loses its answers. */
@StartsServers
class S3TroubleTest {
    private static final int ALWAYS = 1_000_000;

    private static S3Server server;
    private static FaultProxy proxy;
    private static S3BlobStore store;
    private static S3BlobStore direct;
    private static final byte[] LARGE = new byte[(12 << 20) + 99];

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        new Random(3).nextBytes(LARGE);
        server = new S3Server(folder);
        proxy = new FaultProxy(server.port());
        direct = over(server.settings());
        store = over(server.settings()
                .at(URI.create("http://localhost:" + proxy.port()))
                .patience(Duration.ofSeconds(2)));
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
        direct.close();
        proxy.close();
        server.close();
    }

    @BeforeEach
    void well() {
        proxy.be(Mood.WELL, 0);
    }

    @Test
    void aServerThatRefusesForAMomentIsAskedAgain() throws IOException {
        proxy.be(Mood.REFUSING, 2);
        put("nar/refused-twice");
        assertThat(readDirect("nar/refused-twice")).isEqualTo(LARGE);
    }

    @Test
    void aServerThatRefusesIsOneClearFaultAndNothingIsLost() throws IOException {
        put("nar/before");
        proxy.be(Mood.REFUSING, ALWAYS);
        fails(
                FaultCode.UNAVAILABLE,
                "Could not keep the blob 'nar/refused': the S3 server answered 503 (SlowDown).",
                () -> put("nar/refused"));
        fails(FaultCode.UNAVAILABLE, "503", () -> store.size("nar/before"));
        fails(FaultCode.UNAVAILABLE, "503", () -> store.open("nar/before", 0, 10));
        fails(FaultCode.UNAVAILABLE, "503", () -> store.list(""));
        fails(FaultCode.UNAVAILABLE, "503", () -> store.delete("nar/before"));
        proxy.be(Mood.WELL, 0);
        assertThat(store.size("nar/refused")).isEmpty();
        assertThat(readDirect("nar/before")).isEqualTo(LARGE);
        put("nar/refused");
        assertThat(readDirect("nar/refused")).isEqualTo(LARGE);
    }

    @Test
    void aSilentServerIsGivenUpAndIsNoAbsentBlob() {
        proxy.be(Mood.SILENT, ALWAYS);
        assertThatThrownBy(() -> store.size("nar/any")).isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code())
                .isIn(FaultCode.TIMEOUT, FaultCode.UNAVAILABLE));
    }

    @Test
    void aReadThatBreaksOffGoesOnWhereItStopped() throws IOException {
        put("nar/cut");
        proxy.be(Mood.CUTTING, 4);
        try (InputStream in = store.open("nar/cut", 0, Long.MAX_VALUE)) {
            assertThat(Arrays.equals(in.readAllBytes(), LARGE)).isTrue();
        }
    }

    @Test
    void aReadThatCannotGoOnFailsAndIsNeverShort() throws IOException {
        put("nar/lost");
        try (InputStream in = store.open("nar/lost", 0, Long.MAX_VALUE)) {
            assertThat(in.readNBytes(1000)).hasSize(1000);
            direct.delete("nar/lost");
            proxy.be(Mood.WELL, 0);
            assertThatThrownBy(in::readAllBytes).isInstanceOf(Exception.class);
        }
    }

    @Test
    void aWriteWhoseAnswerIsLostIsKeptOnce() throws IOException {
        proxy.be(Mood.FORGETFUL, 1);
        try (BlobStore.Draft draft = store.begin("nar/unanswered")) {
            draft.stream().write(LARGE, 0, 1000);
            draft.commit();
        }
        assertThat(readDirect("nar/unanswered")).hasSize(1000);
    }

    private static void put(String key) throws IOException {
        try (BlobStore.Draft draft = store.begin(key)) {
            draft.stream().write(LARGE);
            draft.commit();
        }
    }

    private static byte[] readDirect(String key) throws IOException {
        try (InputStream in = direct.open(key, 0, Long.MAX_VALUE)) {
            return in.readAllBytes();
        }
    }

    private static void fails(FaultCode code, String text, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(code))
                .hasMessageContaining(text);
    }

    private static S3BlobStore over(StorageSettings settings) {
        return new S3BlobStore(settings, UUID::randomUUID, Clock.systemUTC());
    }
}
