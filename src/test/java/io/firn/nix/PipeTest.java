package io.firn.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PipeTest {
    @Test
    void everyByteArrivesInOrder() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        try (var pipe = new Pipe("test", out -> {
            out.write(bytes[0]);
            out.write(bytes, 1, 70_000);
            out.write(bytes, 70_001, bytes.length - 70_001);
        })) {
            assertThat(pipe.read()).isEqualTo(bytes[0] & 0xff);
            assertThat(pipe.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }

    @Test
    void theWritersFailureIsTheReadersAfterWhatCameBefore() throws IOException {
        try (var pipe = new Pipe("test", out -> {
            out.write(new byte[10]);
            throw new IOException("the far end is gone");
        })) {
            assertThat(pipe.readNBytes(10)).hasSize(10);
            assertThatThrownBy(pipe::read).isInstanceOf(IOException.class).hasMessage("the far end is gone");
        }
    }

    @Test
    void aClosedPipeStopsItsWriter() throws Exception {
        var stopped = new CompletableFuture<String>();
        try (var pipe = new Pipe("test", out -> {
            try {
                while (true) {
                    out.write(new byte[1000]);
                }
            } catch (IOException e) {
                stopped.complete(String.valueOf(e.getMessage()));
            }
        })) {
            assertThat(pipe.read()).isZero();
        }
        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo("nobody reads it any more");
    }
}
