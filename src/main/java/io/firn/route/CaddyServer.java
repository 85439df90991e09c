package io.firn.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;

/**
 * The HTTP server in Caddy's configuration, as a value made from routes.
 *
 * <p>It holds host names and lanes, but neither which lane answers nor the addresses in it: those the proxy reads from the
 * {@link Switches} at each request. So deploys, rollbacks and restarts of instances do not reload the proxy. A reload would
 * cut idle connections of all apps, end their streams sooner or later, and for a moment old and new configuration would
 * answer side by side.
 */
final class CaddyServer {
    /** Variable that holds the number of the lane that is to answer. */
    private static final String LANE = "firn_lane";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Edge edge;
    private final Switches switches;

    CaddyServer(Edge edge) {
        this.edge = edge;
        this.switches = new Switches(edge.switches());
    }

    /** The whole server for these routes. */
    ObjectNode build(Collection<AppRoute> routes) {
        ObjectNode server = JSON.objectNode();
        server.put("@id", edge.server());
        server.putArray("listen").add(":" + edge.port());
        server.putObject("automatic_https").put("disable", true);
        ArrayNode all = server.putArray("routes");
        routes.stream()
                .filter(r -> !r.hosts().isEmpty())
                .sorted(Comparator.comparing(r -> r.appId().toString()))
                .forEach(r -> all.add(app(r)));
        all.add(page(404, Pages.NO_APP));
        ObjectNode gone = JSON.objectNode();
        gone.put("expression", "{http.error.status_code} in [502, 503, 504]");
        server.putObject("errors").putArray("routes").add(matching(gone, page(503, Pages.NO_ANSWER)));
        return server;
    }

    /** Id under which an app's route is found in the proxy. */
    private static String id(AppRoute route) {
        return "firn-app-" + route.appId();
    }

    private ObjectNode app(AppRoute route) {
        ObjectNode app = JSON.objectNode();
        app.put("@id", id(route));
        app.put("terminal", true);
        ArrayNode hosts = app.putArray("match").addObject().putArray("host");
        route.hosts().forEach(h -> hosts.add(h.value()));
        ObjectNode subroute = app.putArray("handle").addObject();
        subroute.put("handler", "subroute");
        ArrayNode steps = subroute.putArray("routes");
        ObjectNode vars = steps.addObject().putArray("handle").addObject();
        vars.put("handler", "vars");
        vars.put(LANE, "{file." + switches.live(route.appId()) + "}");
        for (int lane = 0; lane < AppRoute.LANES; lane++) {
            ObjectNode match = JSON.objectNode();
            match.putObject("vars").putArray(LANE).add(Integer.toString(lane));
            steps.add(matching(match, lane(route, lane)));
        }
        steps.add(page(503, Pages.NO_INSTANCE));
        return app;
    }

    private ObjectNode lane(AppRoute route, int lane) {
        ObjectNode step = JSON.objectNode();
        ObjectNode proxy = step.putArray("handle").addObject();
        proxy.put("handler", "reverse_proxy");
        ArrayNode upstreams = proxy.putArray("upstreams");
        for (int slot = 0; slot < Switches.slots(route); slot++) {
            upstreams.addObject().put("dial", "{file." + switches.slot(route.appId(), lane, slot) + "}");
        }
        ObjectNode balancing = proxy.putObject("load_balancing");
        // Not least_conn: it would choose an instance that has just died again and again.
        balancing.putObject("selection_policy").put("policy", "round_robin");
        balancing.put("try_duration", millis(edge.tryDuration())).put("try_interval", "50ms");
        proxy.put("stream_close_delay", millis(edge.streamCloseDelay()));
        ObjectNode transport = proxy.putObject("transport").put("protocol", "http");
        transport.put("dial_timeout", "2s");
        transport.putObject("keep_alive").put("idle_timeout", millis(edge.idleUpstream()));
        return step;
    }

    private static ObjectNode page(int status, String body) {
        ObjectNode route = JSON.objectNode();
        ObjectNode answer = route.putArray("handle").addObject();
        answer.put("handler", "static_response").put("status_code", status).put("body", body);
        ObjectNode headers = answer.putObject("headers");
        headers.putArray("Content-Type").add("text/html; charset=utf-8");
        headers.putArray("Cache-Control").add("no-store");
        if (status == 503) {
            headers.putArray("Retry-After").add("5");
        }
        return route;
    }

    private static ObjectNode matching(ObjectNode match, ObjectNode route) {
        ObjectNode matched = JSON.objectNode();
        matched.putArray("match").add(match);
        matched.setAll(route);
        return matched;
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
