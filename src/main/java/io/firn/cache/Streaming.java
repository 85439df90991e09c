package io.firn.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Sends a blocking stream as an answer's body, on a virtual thread of its own, no faster than the client reads. */
final class Streaming {
    private static final int PIECE = 1 << 16;

    /** A client that takes nothing for so long is given up. */
    private static final int STALL_SECONDS = 60;

    private Streaming() {}

    /** Ends the response after the last byte. Fails without a byte sent where the stream cannot be opened. */
    static Future<Void> send(HttpServerResponse answer, Supplier<InputStream> source) {
        Promise<Void> done = Promise.promise();
        Thread.ofVirtual().name("firn-cache-stream").start(() -> {
            try (InputStream in = source.get()) {
                copy(in, answer);
                done.complete();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                done.fail(e);
            } catch (IOException | RuntimeException | ExecutionException | TimeoutException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    private static void copy(InputStream in, HttpServerResponse answer)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        byte[] piece = new byte[PIECE];
        int count = in.readNBytes(piece, 0, PIECE);
        while (count > 0) {
            Future<Void> written = answer.write(Buffer.buffer(Arrays.copyOf(piece, count)));
            if (answer.writeQueueFull()) {
                written.toCompletionStage().toCompletableFuture().get(STALL_SECONDS, TimeUnit.SECONDS);
            }
            count = in.readNBytes(piece, 0, PIECE);
        }
        answer.end();
    }
}
