package io.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpServer;
import io.firn.nix.NarHash;
import io.firn.nix.NarInfo;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Caches that mean no good. */
@Timeout(60)
class CacheClientTest {
    private static final StorePath PATH = StorePath.parse("/nix/store/" + "1".repeat(32) + "-app");

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private CacheClient client;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        client = new CacheClient(address, Optional.empty(), Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        over.countDown();
        client.close();
        server.stop(0);
    }

    @Test
    void answerThatStandsStillIsGivenUp() {
        server.createContext("/nar", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            await(over);
        });
        assertThatThrownBy(() -> client.nar(narInfo(1000, "none"), OutputStream::nullOutputStream))
                .hasMessageContaining("nothing came for 1 s");
        assertThat(client.requests()).as("tries").isEqualTo(3);
    }

    @Test
    void narThatUnpacksToMoreThanItsNarinfoSaysIsNotWrittenOut() {
        answer("/nar", Zstd.compress(new byte[64 << 20]));
        var written = new AtomicLong();
        assertThatThrownBy(() -> client.nar(narInfo(1000, "zstd"), () -> new OutputStream() {
                    @Override
                    public void write(int value) {
                        written.incrementAndGet();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        written.addAndGet(length);
                    }
                }))
                .hasMessageContaining("is not what its narinfo tells of");
        assertThat(written.get()).isLessThan(1 << 20);
    }

    @Test
    void bundleThatTellsOfMoreThanThePathCanHaveIsRefused() {
        for (String told : List.of("2000000000", "-1", "99999999999999999999", "")) {
            answer("/bundle", (PATH.hashPart() + " " + told + "\n").getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> client.bundle(List.of(narInfo(1000, "none")), (narInfo, nar) -> {}))
                    .hasMessageContaining("which this one cannot have");
            server.removeContext("/bundle");
        }
    }

    private void answer(String path, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static NarInfo narInfo(long size, String compression) {
        var info = new PathInfo(
                PATH, new NarHash(new byte[32]), size, new TreeSet<>(), Optional.empty(), Optional.empty());
        return new NarInfo(info, "nar/x", compression, Optional.empty(), Optional.empty(), List.of());
    }
}
