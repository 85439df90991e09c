package io.firn.node;

import io.firn.exec.SshPeer;
import io.firn.exec.TunnelServer;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.fault.FieldFault;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Near ends of the tunnels that machines behind NAT open to us. Each key may listen on one loopback port and do nothing else.
 * They end with this process and are opened anew by the machines two seconds later; builds do not notice.
 */
@ApplicationScoped
class Tunnels {
    private static final Logger LOG = Logger.getLogger(Tunnels.class);
    private static final int MOST = 1000;
    private static final String USER = "firn-tunnel";

    private final NodeRows rows;
    private final NodeSettings settings;
    private @Nullable TunnelServer server;

    /**
     * What a machine needs to open its tunnel.
     *
     * @param listen loopback port here at which its own sshd is to appear
     */
    record Door(String address, int port, String user, String hostKey, int listen) {}

    Tunnels(NodeRows rows, NodeSettings settings) {
        this.rows = rows;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        if (settings.tunnel().port().isPresent()) {
            try {
                running(settings.tunnel().port().get());
            } catch (Fault fault) {
                LOG.warn(fault.sentence());
            }
        }
    }

    @Shutdown
    synchronized void stop() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private synchronized TunnelServer running(int port) {
        TunnelServer known = server;
        if (known == null) {
            known = new TunnelServer(port, settings.tunnel().dir(), this::portOf);
            server = known;
        }
        return known;
    }

    /** Asked on one of the server's own threads. */
    private Optional<Integer> portOf(String key) {
        return QuarkusTransaction.requiringNew().call(() -> rows.tunnelled().stream()
                .filter(node -> node.tunnelKey().equals(Optional.of(key)))
                .findFirst()
                .flatMap(Node::tunnelPort));
    }

    /** A public key that came over the wire, one line of two words. */
    String checkedKey(String key) {
        try {
            return new SshPeer("tunnel", 1, "tunnel", key.strip()).hostKey();
        } catch (IllegalArgumentException invalid) {
            throw Fault.invalid(
                    "Could not let the machine join: its tunnel's key is not valid.",
                    List.of(new FieldFault("tunnelKey", "must be written 'ssh-ed25519 AAAA…'")));
        }
    }

    /** The node's port, or the first that no node has. */
    int freePort(Node node) {
        required();
        if (node.tunnelPort().isPresent()) {
            return node.tunnelPort().get();
        }
        Set<Integer> taken = rows.tunnelled().stream()
                .flatMap(other -> other.tunnelPort().stream())
                .collect(Collectors.toSet());
        int first = settings.tunnel().firstPort();
        for (int port = first; port < first + MOST; port++) {
            if (!taken.contains(port)) {
                return port;
            }
        }
        throw Fault.of(
                FaultCode.NO_CAPACITY,
                "Could not give the machine a tunnel: all " + MOST + " ports are taken.",
                "Remove nodes that are gone with: firn nodes remove NAME");
    }

    /** What the node is told, with the door open; {@code calledAs} is the name by which it reached us just now. */
    Door open(Node node, String calledAs) {
        TunnelServer running = running(required());
        return new Door(
                settings.tunnel().address().orElse(calledAs),
                running.port(),
                USER,
                running.hostKey(),
                node.tunnelPort().orElseThrow());
    }

    private int required() {
        return settings.tunnel()
                .port()
                .orElseThrow(() -> Fault.of(
                        FaultCode.UNSUPPORTED,
                        "Could not give the machine a tunnel: this installation has no door for tunnels.",
                        "Set firn.node.tunnel.port, or let the machine join without --tunnel."));
    }
}
