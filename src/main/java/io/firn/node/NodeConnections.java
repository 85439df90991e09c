package io.firn.node;

import io.firn.exec.Executor;
import io.firn.exec.SshDoor;
import io.firn.exec.SshExecutor;
import io.firn.exec.SshPeer;
import io.firn.exec.SshTimings;
import io.firn.exec.TimedExecutor;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Shutdown;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** One SSH executor for each node, for as long as its address and key stay the same. */
@ApplicationScoped
class NodeConnections {
    private final Map<UUID, Connection> connections = new ConcurrentHashMap<>();
    private final Map<UUID, Spoils> spoils = new ConcurrentHashMap<>();
    private final NodeSettings settings;
    private final MeterRegistry meters;

    private final Clock clock;

    private record Connection(
            SshPeer peer, SshDoor door, SshExecutor ssh, Breaker breaker, Executor guarded, Executor probing) {}

    NodeConnections(NodeSettings settings, MeterRegistry meters, Clock clock) {
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    /** For work: fails at once while the machine is known not to answer. */
    Executor to(Node node) {
        return connection(node).guarded();
    }

    /** For heartbeats: always tries, and lets work through again when the machine answers. */
    Executor probing(Node node) {
        return connection(node).probing();
    }

    /** Why no work may be sent there: it was missed several times and not reached since, or it spoiled what it was given. */
    Optional<String> refusal(UUID nodeId) {
        Connection known = connections.get(nodeId);
        if (known != null && known.breaker().state() != Breaker.State.CLOSED) {
            return Optional.of("it did not answer the last times");
        }
        return Optional.ofNullable(spoils.get(nodeId)).flatMap(count -> count.refusal(clock.instant()));
    }

    void spoiled(UUID nodeId, String why) {
        spoils.computeIfAbsent(nodeId, any -> new Spoils()).spoiled(clock.instant(), why);
    }

    void worked(UUID nodeId) {
        spoils.remove(nodeId);
    }

    private Connection connection(Node node) {
        SshPeer peer = node.peer();
        return connections.compute(node.id(), (id, known) -> {
            if (known != null && known.peer().equals(peer) && known.door() == node.door()) {
                return known;
            }
            if (known != null) {
                known.ssh().close();
            }
            var ssh = new SshExecutor(peer, settings.keyFile(), SshTimings.DEFAULT, node.door());
            var timed = new TimedExecutor(ssh, meters);
            var breaker = new Breaker(settings.breakerFirstWait(), settings.breakerLongestWait());
            return new Connection(
                    peer,
                    node.door(),
                    ssh,
                    breaker,
                    new BreakingExecutor(timed, breaker, clock, false),
                    new BreakingExecutor(timed, breaker, clock, true));
        });
    }

    void drop(UUID nodeId) {
        spoils.remove(nodeId);
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
