package io.firn.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.deploy.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CaddyServerTest {
    private static final UUID APP = UUID.fromString("00000000-0000-7000-8000-000000000001");
    private static final Edge EDGE = new Edge(
            "firn-test",
            8080,
            Path.of("/data/route"),
            Duration.ofHours(24),
            Duration.ofSeconds(3),
            Duration.ofMillis(1500));
    private final CaddyServer server = new CaddyServer(EDGE);

    @Test
    void appHasLanesThatAreReadAtEachRequest() {
        JsonNode app = server.build(List.of(route(0, 1))).at("/routes/0");

        assertThat(app.at("/@id").asText()).isEqualTo("firn-app-" + APP);
        assertThat(app.at("/match/0/host/0").asText()).isEqualTo("shop.localhost");
        JsonNode steps = app.at("/handle/0/routes");
        assertThat(steps).hasSize(AppRoute.LANES + 2);
        assertThat(steps.at("/0/handle/0/firn_lane").asText()).isEqualTo("{file./data/route/" + APP + "/live}");
        JsonNode proxy = steps.at("/2/handle/0");
        assertThat(proxy.path("upstreams")).hasSize(6);
        assertThat(proxy.at("/upstreams/3/dial").asText()).isEqualTo("{file./data/route/" + APP + "/1/3}");
        assertThat(proxy.at("/stream_close_delay").asText()).isEqualTo("86400000ms");
    }

    @Test
    void cutOverAndRestartedInstancesLeaveTheConfigurationAsItIs() {
        assertThat(server.build(List.of(route(0, 1)))).isEqualTo(server.build(List.of(route(1, 5))));
        assertThat(server.build(List.of(route(0, 7)))).isNotEqualTo(server.build(List.of(route(0, 6))));
    }

    @Test
    void unknownHostsComeLast() {
        JsonNode routes = server.build(List.of(route(0, 1))).path("routes");

        assertThat(routes).hasSize(2);
        assertThat(routes.at("/1/handle/0/status_code").asInt()).isEqualTo(404);
        assertThat(routes.at("/1/match").isMissingNode()).isTrue();
    }

    @Test
    void laneWithoutInstancesDoesNotAnswer() {
        assertThat(route(0, 0).answering()).isEmpty();
        assertThat(route(0, 1).answering()).hasValue(0);
    }

    private static AppRoute route(int live, int instances) {
        var ends = new ArrayList<Endpoint>();
        for (int n = 0; n < instances; n++) {
            ends.add(new Endpoint("192.0.2.7", 32768 + n));
        }
        var lanes = new TreeMap<Integer, List<Endpoint>>();
        lanes.put(live, ends);
        return new AppRoute(APP, List.of(new HostName("shop.localhost")), OptionalInt.of(live), lanes);
    }
}
