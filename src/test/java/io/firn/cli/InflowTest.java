package io.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class InflowTest {
    @TempDir
    Path folder;

    private Inflow inflow;

    /** What the store got, and when it had three bytes. */
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();

    private final CountDownLatch three = new CountDownLatch(3);

    @BeforeEach
    void begin() {
        inflow = new Inflow(folder.resolve("nar"), 6);
    }

    @Test
    void firstBytesAreHandedOnBeforeTheLastAreHere() throws Exception {
        try (OutputStream in = inflow.open()) {
            in.write(bytes("one"));
            CompletableFuture<Void> store = store();
            assertThat(three.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(got).hasToString("one");
            in.write(bytes("two"));
            store.get(20, TimeUnit.SECONDS);
        }
        assertThat(got).hasToString("onetwo");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void requestMadeAgainGoesOnWhereTheFirstBrokeOff() throws Exception {
        CompletableFuture<Void> store;
        try (OutputStream in = inflow.open()) {
            in.write(bytes("one"));
            store = store();
            assertThat(three.await(20, TimeUnit.SECONDS)).isTrue();
        }
        try (OutputStream in = inflow.open()) {
            in.write(bytes("o"));
            in.write(bytes("netw"));
            in.write(bytes("o"));
        }
        store.get(20, TimeUnit.SECONDS);
        assertThat(got).hasToString("onetwo");
    }

    @Test
    void noMoreThanTheNarIsHandedOn() throws Exception {
        try (OutputStream in = inflow.open()) {
            in.write(bytes("onetwo, and what the store would take for its next command"));
        }
        store().get(20, TimeUnit.SECONDS);
        assertThat(got).hasToString("onetwo");
    }

    @Test
    void oneWhoWaitsIsToldThatTheRestDoesNotCome() throws Exception {
        try (OutputStream in = inflow.open()) {
            in.write(bytes("one"));
        }
        CompletableFuture<Void> store = store();
        assertThat(three.await(20, TimeUnit.SECONDS)).isTrue();
        inflow.stop();
        assertThatThrownBy(() -> store.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the rest of the NAR does not come");
    }

    private CompletableFuture<Void> store() {
        return CompletableFuture.runAsync(() -> {
            try {
                inflow.writeTo(new OutputStream() {
                    @Override
                    public void write(int value) {
                        got.write(value);
                        three.countDown();
                    }
                });
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
