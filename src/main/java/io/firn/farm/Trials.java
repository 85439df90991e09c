package io.firn.farm;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.node.Node;
import io.firn.node.NodeRole;
import io.firn.node.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Builds something once on any builder, for an answer and not for an app: it takes no slot and outlives nothing. */
@ApplicationScoped
public class Trials {
    private static final int LAST_LINES = 20;
    private static final String SYSTEM = "x86_64-linux";

    private final Nodes nodes;
    private final BuilderSource source;

    Trials(Nodes nodes, BuilderSource source) {
        this.nodes = nodes;
        this.source = source;
    }

    /**
     * Builds an attribute of a flake and says where it lies; {@code BUILD_FAILED} with the end of its log where it cannot be
     * built, {@code UNAVAILABLE} where there is no builder to try it on.
     *
     * @param what what people call it, for messages
     */
    public StorePath build(String what, List<Upload> paths, String flakeRef, Duration limit) {
        Node node = nodes.list().stream()
                .filter(one -> one.roles().contains(NodeRole.BUILDER)
                        && one.state().takesWork()
                        && one.systems().contains(SYSTEM))
                .findFirst()
                .orElseThrow(() -> Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not try " + what + ": no builder is there that takes work.",
                        "Look at the builders with: firn nodes"));
        Executor executor = nodes.executor(node.id());
        new BuilderMachine(executor).put(paths);
        var limits = new BuildLimits(limit, limit, 16 << 20, 4L << 30, 0);
        var order =
                new BuildOrder(new UUID(0, 0), 1, paths, flakeRef, "packages." + SYSTEM + ".default", SYSTEM, limits);
        var argv = new ArrayList<>(BuilderCommands.nixBuild(order, source.settings()));
        argv.addAll(List.of("--no-link", "--print-out-paths"));
        Result result =
                executor.run(Command.of(argv).withEnv("NIX_REMOTE", "local").within(limit));
        if (!result.ok()) {
            List<String> log = result.err().lines().toList();
            throw Fault.of(
                    FaultCode.BUILD_FAILED,
                    "Could not make " + what + " on " + node.name() + ".\nLast lines:\n  "
                            + String.join("\n  ", log.subList(Math.max(0, log.size() - LAST_LINES), log.size())),
                    "Correct what versions.json is to hold of it, and add it again.");
        }
        return StorePath.parse(result.text().strip());
    }
}
