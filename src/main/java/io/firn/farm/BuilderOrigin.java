package io.firn.farm;

import io.firn.cache.NarOrigin;
import io.firn.nix.PathInfo;
import io.firn.node.Node;
import io.firn.node.NodeState;
import io.firn.node.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Builders that still have a path which the cache's own bytes are broken of. */
@ApplicationScoped
class BuilderOrigin implements NarOrigin {
    private static final Logger LOG = Logger.getLogger(BuilderOrigin.class);

    private final Farm farm;
    private final Nodes nodes;

    BuilderOrigin(Farm farm, Nodes nodes) {
        this.farm = farm;
        this.nodes = nodes;
    }

    @Override
    public String name() {
        return "a builder";
    }

    @Override
    public boolean send(PathInfo info, Taker taker) {
        for (Node node : nodes.list()) {
            if (node.state() == NodeState.HEALTHY && sends(node, info, taker)) {
                return true;
            }
        }
        return false;
    }

    /** A builder that does not have the path, or has another one under its name, is as one that does not answer. */
    private boolean sends(Node node, PathInfo info, Taker taker) {
        var sent = new AtomicBoolean();
        try {
            boolean has = farm.pathInfos(node.id(), info.path()).stream()
                    .anyMatch(there ->
                            there.path().equals(info.path()) && there.narHash().equals(info.narHash()));
            if (has) {
                farm.export(node.id(), List.of(info), (path, nar) -> {
                    taker.take(nar);
                    sent.set(true);
                });
            }
        } catch (RuntimeException e) {
            LOG.debugf(e, "The builder %s does not send %s", node.name(), info.path());
        }
        return sent.get();
    }
}
