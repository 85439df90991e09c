package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.web.ByteRange;
import io.firn.web.Problems;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes the answers of the caches' doors: headers, conditions, ranges. Called on the event loop. */
@Singleton
final class Sending {
    static final String ABOUT = "text/x-nix-cache-info";
    static final String NARINFO = "text/x-nix-narinfo";
    static final String JSON = "application/json";
    static final String PLAIN = "text/plain; charset=utf-8";
    static final int MINUTE = 60;
    static final int HOUR = 3_600;

    private static final Logger LOG = Logger.getLogger(Sending.class);
    private static final String NAR = "application/x-nix-nar";
    private static final int YEAR = 31_536_000;

    /** How long an address of the store itself is good for; a client follows it at once. */
    private static final Duration LINK = Duration.ofMinutes(10);

    private final Cache cache;
    private final CacheTraffic traffic;
    private final Problems problems;

    Sending(Cache cache, CacheTraffic traffic, Problems problems) {
        this.cache = cache;
        this.traffic = traffic;
        this.problems = problems;
    }

    void text(RoutingContext request, Text text, String type, boolean open, int seconds) {
        Text.Coding coding = text.coding(request.request().getHeader("Accept-Encoding"));
        HttpServerResponse answer = request.response();
        String tag = text.tag(coding);
        answer.putHeader("Content-Type", type)
                .putHeader("ETag", tag)
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("Cache-Control", cacheControl(open, seconds));
        if (known(request.request().getHeader("If-None-Match"), tag)) {
            answer.setStatusCode(304).end();
            return;
        }
        if (coding != Text.Coding.NONE) {
            answer.putHeader("Content-Encoding", coding.label());
        }
        var body = text.body(coding);
        answer.putHeader("Content-Length", Integer.toString(body.length()));
        if (head(request)) {
            answer.end();
            return;
        }
        traffic.sent(body.length());
        answer.end(body);
    }

    void file(RoutingContext request, PackedFile file, boolean open) {
        HttpServerResponse answer = request.response();
        answer.putHeader("Content-Type", NAR)
                .putHeader("ETag", file.tag())
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("Cache-Control", cacheControl(open, YEAR) + ", immutable");
        if (known(request.request().getHeader("If-None-Match"), file.tag())) {
            answer.setStatusCode(304).end();
            return;
        }
        long total = file.digest().size();
        String condition = request.request().getHeader("If-Range");
        Optional<ByteRange> asked = condition == null || condition.equals(file.tag())
                ? ByteRange.parse(request.request().getHeader("Range"), total)
                : Optional.empty();
        if (asked.isPresent()) {
            answer.putHeader("Content-Range", asked.get().contentRange());
            if (!asked.get().satisfiable()) {
                answer.setStatusCode(416).end();
                return;
            }
            answer.setStatusCode(206);
        }
        ByteRange part = asked.orElse(new ByteRange(0, total, total));
        answer.putHeader("Content-Length", Long.toString(part.length()));
        if (head(request)) {
            answer.end();
            return;
        }
        traffic.sent(part.length());
        bytes(request, file, part);
    }

    private void bytes(RoutingContext request, PackedFile file, ByteRange part) {
        if (file.place().isPresent()) {
            request.response()
                    .sendFile(file.place().get().toString(), part.from(), part.length())
                    .onFailure(failure -> broken(request, file, failure));
            return;
        }
        request.vertx()
                .executeBlocking(() -> cache.blobs().download(file.blob(), LINK), false)
                .onSuccess(link -> link.ifPresentOrElse(address -> elsewhere(request, address), () -> Streaming.send(
                                request.response(), () -> cache.blobs().open(file.blob(), part.from(), part.length()))
                        .onFailure(failure -> broken(request, file, failure))))
                .onFailure(failure -> broken(request, file, failure));
    }

    /** The store itself sends the bytes, for as long as the address is good. */
    private static void elsewhere(RoutingContext request, URI address) {
        HttpServerResponse answer = request.response();
        answer.headers().clear();
        answer.putHeader("Location", address.toString())
                .putHeader("Cache-Control", "no-store")
                .setStatusCode(307)
                .end();
    }

    /** Before the first byte there is an answer; after it, only a cut connection tells that the body is not whole. */
    private void broken(RoutingContext request, PackedFile file, Throwable failure) {
        HttpServerResponse answer = request.response();
        if (answer.closed() || answer.ended()) {
            return;
        }
        LOG.warnf("Could not send the blob '%s': %s", file.blob(), failure.getMessage());
        if (answer.headWritten()) {
            request.request().connection().close();
            return;
        }
        answer.headers().remove("Content-Length").remove("Content-Range").remove("ETag");
        problems.answer(request, failure instanceof Fault ours ? ours : ReadDoor.absent());
    }

    private static boolean head(RoutingContext request) {
        return request.request().method().equals(HttpMethod.HEAD);
    }

    /** Source: RFC 9110, 13.1.2; tags are compared weakly. */
    private static boolean known(@Nullable String condition, String tag) {
        if (condition == null) {
            return false;
        }
        for (String one : condition.split(",", 50)) {
            String plain = one.strip();
            if (plain.equals("*") || plain.equals(tag) || plain.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }

    private static String cacheControl(boolean open, int seconds) {
        return (open ? "public" : "private") + ", max-age=" + seconds;
    }
}
