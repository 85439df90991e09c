package io.firn.node;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.firn.TestDatabase;
import io.firn.TestTokens;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The door to nodes, without a machine behind them. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@Tag("started")
class NodesResourceTest {
    private static final String SPEC =
            """
            {"name":"far-1","roles":["builder"],"ssh":{"host":"192.0.2.9"},
             "hostKey":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1EtRD32PHlePdV7fq6Qdr0kz1+5X4pBLxEto/+asNz",
             "slots":4,"features":["big-parallel"],"mandatoryFeatures":["kvm"],"region":"north","capacity":3,
             "memoryLimit":4294967296,"labels":{"disk":"ssd"}}
            """;

    private static final NodeSpec FAR = NodeSpec.builder(
            "far-1",
            new NodeSpec.Ssh("192.0.2.9", null, null),
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1EtRD32PHlePdV7fq6Qdr0kz1+5X4pBLxEto/+asNz");

    @Inject
    Nodes nodes;

    @AfterEach
    void leave() {
        nodes.find("far-1").ifPresent(node -> nodes.remove(node.name()));
    }

    @Test
    void whatWasSaidOfAMachineIsWhatIsShown() {
        given().auth()
                .oauth2(TestTokens.admin())
                .contentType("application/json")
                .body(SPEC)
                .post("/api/v1/nodes")
                .then()
                .statusCode(200)
                .body("features", contains("big-parallel", "kvm"))
                .body("mandatoryFeatures", contains("kvm"))
                .body("region", equalTo("north"))
                .body("slots", equalTo(4))
                .body("capacity", equalTo(3))
                .body("memoryLimit", equalTo(4294967296L));
        Node node = nodes.require("far-1");
        assertThat(node.slots()).isEqualTo(3);
        assertThat(node.vitals()).isEmpty();
        assertThat(node.traits().offers(java.util.Set.of("kvm", "big-parallel")))
                .isTrue();
        assertThat(node.traits().offers(java.util.Set.of())).isFalse();
    }

    @Test
    void vitalsAreKept() {
        Node node = nodes.join(FAR);
        var vitals = new Vitals(0.5, 100L, 25L, 10L, 2L, null, 2, 0.25, 20L, 10L, 1);
        nodes.noteBeat(node.id(), vitals, Instant.now());
        assertThat(nodes.require("far-1").vitals()).contains(vitals);
        assertThat(vitals.memoryUsed()).isEqualTo(0.75);
        assertThat(vitals.diskUsed()).isEqualTo(0.8);
    }

    @Test
    void eachWrongFieldIsAnsweredByName() {
        given().auth()
                .oauth2(TestTokens.admin())
                .contentType("application/json")
                .body("{\"name\":\"far-1\",\"roles\":[\"builder\"],\"region\":\"a b\",\"capacity\":-1}")
                .post("/api/v1/nodes")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("region", "capacity", "ssh.host"));
    }

    @Test
    void verbsChangeTheStateAndEachChangeIsAnEvent() {
        Node node = nodes.join(FAR);
        as().post("/api/v1/nodes/far-1/drain").then().statusCode(409);
        nodes.noteReady(node.id(), java.util.Set.of("cpu"));
        as().post("/api/v1/nodes/far-1/drain").then().statusCode(200).body("state", equalTo("DRAINING"));
        as().post("/api/v1/nodes/far-1/disable").then().statusCode(200).body("state", equalTo("DISABLED"));
        as().post("/api/v1/nodes/far-1/enable").then().statusCode(200).body("state", equalTo("JOINING"));
        as().contentType("application/json")
                .body("{\"capacity\":1,\"region\":\"south\",\"memoryLimit\":0,\"labels\":{\"a\":\"b\"}}")
                .patch("/api/v1/nodes/far-1")
                .then()
                .statusCode(200)
                .body("capacity", equalTo(1))
                .body("region", equalTo("south"))
                .body("labels.a", equalTo("b"))
                .body("unenforced", contains("cpu"));
        as().contentType("application/json")
                .body("{\"slots\":-3}")
                .patch("/api/v1/nodes/far-1")
                .then()
                .statusCode(400)
                .body("errors.field", contains("slots"));
        as().delete("/api/v1/nodes/far-1").then().statusCode(204);
        var states = as().get("/api/v1/nodes/far-1/events?limit=200")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("items.data.state.join('|')");
        assertThat(states).endsWith("joining|healthy|draining|disabled|joining|removed");
        as().get("/api/v1/nodes/never-there/events").then().statusCode(404);
    }

    @Test
    void anAlertIsAnEventWhenItIsRaisedAndWhenItIsOver() {
        Node node = nodes.join(FAR);
        var busy = new Vitals(9.0, 100L, 50L, 10L, 5L, null, 2, 0.95, 20L, 10L, 0);
        var calm = new Vitals(0.1, 100L, 50L, 10L, 5L, null, 2, 0.10, 20L, 10L, 0);
        for (int n = 0; n < 5; n++) {
            nodes.noteBeat(node.id(), busy, Instant.now());
        }
        assertThat(nodes.require("far-1").alerts()).containsExactly(AlertKind.CPU);
        nodes.noteBeat(node.id(), calm, Instant.now());
        as().get("/api/v1/nodes/far-1/events?limit=200")
                .then()
                .statusCode(200)
                .body("items.findAll { it.kind == 'alert' }.data.up", contains(true, false))
                .body("items.findAll { it.kind == 'alert' }.data.alert", contains("cpu", "cpu"));
    }

    private static io.restassured.specification.RequestSpecification as() {
        return given().auth().oauth2(TestTokens.admin());
    }
}
