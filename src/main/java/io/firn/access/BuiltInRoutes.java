package io.firn.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Quarkus answers by itself, under {@code /q}. A path that is not listed here is closed, even if Quarkus would answer. */
final class BuiltInRoutes {
    private static final String HEALTH = "probes ask before anyone can have a token; the answer names no secrets";

    private BuiltInRoutes() {}

    static List<Route> of(AccessSettings settings) {
        var routes = new ArrayList<Route>();
        for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started")) {
            routes.add(route(path, null, HEALTH));
        }
        routes.add(route("/q/openapi", null, "the description of the API is the same in every installation"));
        if (settings.publicMetrics()) {
            routes.add(route("/q/metrics", null, "firn.access.public-metrics is set"));
        } else {
            routes.add(route("/q/metrics", List.of(Scope.METRICS), null));
        }
        return routes;
    }

    private static Route route(String path, @Nullable List<Scope> needs, @Nullable String open) {
        return new Route("GET", path, Pattern.compile(Pattern.quote(path) + "/?"), needs, open);
    }
}
