package io.firn.web;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** JSON is read into memory whole, so the API takes little of it, however large uploads of other kinds may be. */
@Singleton
final class JsonLimit {
    private static final long MOST = 1L << 20;

    /** After Quarkus has set its own limit for all kinds of content (order -2), which this one narrows. */
    private static final int PRIORITY = 1;

    private final Problems problems;

    JsonLimit(Problems problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, PRIORITY);
    }

    private void limit(RoutingContext request) {
        String type = request.request().getHeader("Content-Type");
        if (!request.normalizedPath().startsWith("/api/") || (type != null && !type.contains("json"))) {
            request.next();
            return;
        }
        if (length(request.request().getHeader("Content-Length")) > MOST) {
            problems.answer(
                    request,
                    Fault.of(
                            FaultCode.TOO_LARGE,
                            "Could not read the request: it is larger than " + MOST / 1024 + " KiB.",
                            "Send less at once."));
            return;
        }
        request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, MOST);
        request.next();
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
