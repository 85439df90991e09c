package io.firn.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Gives each request a name of its own, or keeps a sensible one that came with it, in answers and in each line of the log. */
@Singleton
public final class RequestId {
    /** The header in requests and answers. */
    public static final String HEADER = "X-Request-Id";

    /** Runs before all else that looks at requests. */
    static final int PRIORITY = 1000;

    private static final Logger LOG = Logger.getLogger(RequestId.class);
    private static final Set<HttpMethod> CHANGES =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final String KEY = "firn.requestId";
    private static final Pattern SENSIBLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Supplier<UUID> ids;

    RequestId(Supplier<UUID> ids) {
        this.ids = ids;
    }

    void register(@Observes Filters filters) {
        filters.register(this::name, PRIORITY);
    }

    private void name(RoutingContext request) {
        String given = request.request().getHeader(HEADER);
        String id = given != null && SENSIBLE.matcher(given).matches()
                ? given
                : ids.get().toString();
        request.put(KEY, id);
        request.response().putHeader(HEADER, id);
        MDC.put("requestId", id);
        if (CHANGES.contains(request.request().method())) {
            log(request, id);
        }
        request.next();
    }

    /** One line for each request that may change something: who reads the log wants to know that it came, and its end. */
    private static void log(RoutingContext request, String id) {
        long start = System.nanoTime();
        request.addEndHandler(ended -> {
            MDC.put("requestId", id);
            LOG.infof(
                    "%s %s: %d in %d ms",
                    request.request().method(),
                    request.normalizedPath(),
                    request.response().getStatusCode(),
                    (System.nanoTime() - start) / 1_000_000);
        });
    }

    /** The id of a request, or null before it has one. */
    public static @Nullable String of(RoutingContext request) {
        return request.get(KEY);
    }
}
