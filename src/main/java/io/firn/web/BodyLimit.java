package io.firn.web;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * How much a request may bring, by what it brings. JSON and lists of store paths are read into memory whole, so little of them is
 * taken; only packed NARs may be as large as the service's own limit for everything.
 */
@Singleton
final class BodyLimit {
    private static final long JSON = 1L << 20;
    private static final long LIST = 16L << 20;
    private static final long OTHER = 2L << 30;

    /** After Quarkus has set its own limit for all kinds of content (order -2), which this one narrows. */
    private static final int PRIORITY = 1;

    private final Problems problems;

    BodyLimit(Problems problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, PRIORITY);
    }

    private void limit(RoutingContext request) {
        String path = request.normalizedPath();
        if (HttpMethod.PUT.equals(request.request().method()) && path.startsWith("/cache/") && path.contains("/nar/")) {
            request.next();
            return;
        }
        long most = most(request, path);
        if (length(request.request().getHeader("Content-Length")) > most) {
            problems.answer(
                    request,
                    Fault.of(
                            FaultCode.TOO_LARGE,
                            "Could not read the request: it is larger than " + most / 1024 + " KiB.",
                            "Send less at once."));
            return;
        }
        request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, most);
        request.next();
    }

    private static long most(RoutingContext request, String path) {
        String type = request.request().getHeader("Content-Type");
        if (path.startsWith("/api/") && (type == null || type.contains("json"))) {
            return JSON;
        }
        return path.startsWith("/cache/")
                        && HttpMethod.POST.equals(request.request().method())
                ? LIST
                : OTHER;
    }

    private static long length(@Nullable String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
