package io.firn.access;

import java.util.ArrayList;
import java.util.List;

/** What Quarkus answers by itself, under {@code /q}. A path that is not listed here is closed, even if Quarkus would answer. */
final class BuiltInRoutes {
    private static final String HEALTH = "probes ask before anyone can have a token; the answer names no secrets";

    private BuiltInRoutes() {}

    static List<Route> of(AccessSettings settings) {
        var routes = new ArrayList<Route>();
        for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started")) {
            routes.add(open(path, HEALTH));
        }
        routes.add(open("/q/openapi", "the description of the API is the same in every installation"));
        routes.add(new Route(
                "GET",
                "/q/metrics",
                PathForm.of("/q/metrics"),
                List.of(Scope.METRICS),
                settings.publicMetrics() ? "firn.access.public-metrics is set" : null,
                "firn.access.public-metrics",
                null));
        return routes;
    }

    private static Route open(String path, String reason) {
        return new Route("GET", path, PathForm.of(path), null, reason, "", null);
    }
}
