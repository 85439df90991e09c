package io.firn.node;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** Lets builders of the lab join the service under test; skips the test where there is no lab. */
@ApplicationScoped
public class LabNodes {
    private final Nodes nodes;
    private final Heartbeats heartbeats;

    LabNodes(Nodes nodes, Heartbeats heartbeats) {
        this.nodes = nodes;
        this.heartbeats = heartbeats;
    }

    /** Joins a builder and waits until it is ready. */
    public Node join(int number) {
        String home = System.getenv("FIRN_IT_HOME");
        Assumptions.assumeTrue(
                home != null, "skipped: needs real nodes; run './firn test', which raises them and sets FIRN_IT_HOME");
        Path known = Path.of(home, "lab", "builder-" + number, "known_hosts");
        Assumptions.assumeTrue(Files.isRegularFile(known), "skipped: this lab has no builder-" + number);
        try {
            String[] words = Files.readString(known).strip().split(" ", 3);
            Node node = nodes.join(new NodeSpec(
                    "builder-" + number,
                    Set.of(NodeRole.BUILDER),
                    new NodeSpec.Ssh(words[0], 22, "root"),
                    words[1] + " " + words[2],
                    null,
                    2,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
            heartbeats.ask(node);
            return nodes.require(node.name());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Asks all nodes how they are, as the service does every ten seconds. */
    public void heartbeat() {
        heartbeats.round();
    }

    /** No node is left. */
    public void leaveAll() {
        nodes.list().forEach(node -> nodes.remove(node.name()));
    }
}
