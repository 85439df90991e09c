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
import org.junit.jupiter.api.Test;

/** The door to nodes, without a machine behind them. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class NodesResourceTest {
    private static final String SPEC =
            """
            {"name":"far-1","roles":["builder"],"ssh":{"host":"192.0.2.9"},
             "hostKey":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1EtRD32PHlePdV7fq6Qdr0kz1+5X4pBLxEto/+asNz",
             "slots":4,"features":["big-parallel"],"mandatoryFeatures":["kvm"],"region":"north","capacity":3,
             "memoryLimit":4294967296,"labels":{"disk":"ssd"}}
            """;

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
        Node node = nodes.join(NodeSpec.builder(
                "far-1",
                new NodeSpec.Ssh("192.0.2.9", null, null),
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1EtRD32PHlePdV7fq6Qdr0kz1+5X4pBLxEto/+asNz"));
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
}
