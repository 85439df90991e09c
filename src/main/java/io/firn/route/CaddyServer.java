package io.firn.route;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.deploy.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The HTTP server in Caddy's configuration, as a value made from routes.
 *
 * <p>Each app's route holds every release that runs. Which of them serves is read from the app's switch file at each request,
 * so a cut-over is the renaming of a file: it holds at once for all connections, also for those that an earlier configuration
 * still serves, and it does not reload the proxy. A reload alone would not do: for some seconds the old configuration goes on
 * answering on connections that were opened before it.
 */
final class CaddyServer {
    /** Variable that holds the number of the release that is to answer. */
    private static final String RELEASE = "firn_release";
    /** Marks a request that was handed on to the current configuration, so that it is handed on once only. */
    private static final String HOP = "Firn-Hop";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Edge edge;

    CaddyServer(Edge edge) {
        this.edge = edge;
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
        ArrayNode errors = server.putObject("errors").putArray("routes");
        errors.add(matching(expression("{http.error.status_code} in [502, 503, 504]"), page(503, Pages.NO_ANSWER)));
        return server;
    }

    /** Id under which an app's route is found in the proxy. */
    static String id(AppRoute route) {
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
        steps.add(readSwitch(route));
        route.releases().forEach((number, instances) -> steps.add(release(number, instances)));
        steps.add(matching(handOnOnce(), handOn()));
        steps.add(page(503, Pages.NO_INSTANCE));
        return app;
    }

    private ObjectNode readSwitch(AppRoute route) {
        ObjectNode step = JSON.objectNode();
        ObjectNode vars = step.putArray("handle").addObject();
        vars.put("handler", "vars");
        vars.put(RELEASE, "{file." + edge.switches().resolve(route.appId().toString()) + "}");
        return step;
    }

    private ObjectNode release(int number, List<Endpoint> instances) {
        ObjectNode match = JSON.objectNode();
        match.putObject("vars").putArray(RELEASE).add(Integer.toString(number));
        return matching(match, instances.isEmpty() ? page(503, Pages.NO_INSTANCE) : proxy(instances));
    }

    private ObjectNode proxy(List<Endpoint> instances) {
        ObjectNode route = JSON.objectNode();
        ObjectNode proxy = route.putArray("handle").addObject();
        proxy.put("handler", "reverse_proxy");
        ArrayNode upstreams = proxy.putArray("upstreams");
        instances.forEach(i -> upstreams.addObject().put("dial", i.toString()));
        ObjectNode balancing = proxy.putObject("load_balancing");
        // Not least_conn: it would choose an instance that has just died again and again.
        balancing.putObject("selection_policy").put("policy", "round_robin");
        balancing.put("try_duration", nanos(edge.tryDuration())).put("try_interval", nanos(Duration.ofMillis(50)));
        proxy.put("stream_close_delay", nanos(edge.streamCloseDelay()));
        ObjectNode transport = proxy.putObject("transport").put("protocol", "http");
        transport.put("dial_timeout", nanos(Duration.ofSeconds(2)));
        transport.putObject("keep_alive").put("idle_timeout", nanos(edge.idleUpstream()));
        proxy.putObject("headers").putObject("request").putArray("delete").add(HOP);
        return route;
    }

    /** A connection that an earlier configuration still serves may ask for a release that it never heard of. */
    private static ObjectNode handOnOnce() {
        ObjectNode match = JSON.objectNode();
        ArrayNode not = match.putArray("not");
        not.addObject().putObject("header").putArray(HOP).add("*");
        not.addObject().putObject("vars").putArray(RELEASE).add("");
        return match;
    }

    private ObjectNode handOn() {
        ObjectNode route = JSON.objectNode();
        ObjectNode proxy = route.putArray("handle").addObject();
        proxy.put("handler", "reverse_proxy");
        proxy.putArray("upstreams").addObject().put("dial", "127.0.0.1:" + edge.port());
        proxy.put("stream_close_delay", nanos(edge.streamCloseDelay()));
        // Without keep-alive each request opens a connection, and new connections reach the current configuration.
        proxy.putObject("transport")
                .put("protocol", "http")
                .putObject("keep_alive")
                .put("enabled", false);
        proxy.putObject("headers")
                .putObject("request")
                .putObject("set")
                .putArray(HOP)
                .add("1");
        return route;
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

    private static ObjectNode expression(String cel) {
        ObjectNode match = JSON.objectNode();
        match.put("expression", cel);
        return match;
    }

    private static ObjectNode matching(ObjectNode match, ObjectNode route) {
        ObjectNode matched = JSON.objectNode();
        matched.putArray("match").add(match);
        matched.setAll(route);
        return matched;
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }
}
