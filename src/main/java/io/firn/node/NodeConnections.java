package io.firn.node;

import io.firn.exec.Executor;
import io.firn.exec.SshExecutor;
import io.firn.exec.SshPeer;
import io.firn.exec.SshTimings;
import io.firn.exec.TimedExecutor;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Shutdown;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** One SSH executor for each node, for as long as its address and key stay the same. */
@ApplicationScoped
class NodeConnections {
    private final Map<UUID, Connection> connections = new ConcurrentHashMap<>();
    private final NodeSettings settings;
    private final MeterRegistry meters;

    private record Connection(SshPeer peer, SshExecutor ssh, Executor executor) {}

    NodeConnections(NodeSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
    }

    Executor to(Node node) {
        SshPeer peer = node.peer();
        return connections
                .compute(node.id(), (id, known) -> {
                    if (known != null && known.peer().equals(peer)) {
                        return known;
                    }
                    if (known != null) {
                        known.ssh().close();
                    }
                    var ssh = new SshExecutor(peer, settings.keyFile(), SshTimings.DEFAULT);
                    return new Connection(peer, ssh, new TimedExecutor(ssh, meters));
                })
                .executor();
    }

    void drop(UUID nodeId) {
        Connection known = connections.remove(nodeId);
        if (known != null) {
            known.ssh().close();
        }
    }

    @Shutdown
    void closeAll() {
        connections.keySet().forEach(this::drop);
    }
}
