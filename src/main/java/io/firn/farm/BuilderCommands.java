package io.firn.farm;

import io.firn.exec.Command;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NixCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is run on a builder, as values. Nothing here runs anything. */
final class BuilderCommands {
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final BuilderTool tool;

    BuilderCommands(BuilderTool tool) {
        this.tool = tool;
    }

    /**
     * Starts a build that outlives our connection. As root on the local store rather than through the Nix daemon, so that
     * all its work lies in the unit's own cgroup: stopping the unit leaves nothing of it.
     */
    Command start(BuilderJob job, BuildOrder order, BuilderSettings settings) {
        BuildLimits limits = order.limits();
        var argv = new ArrayList<String>();
        Optional<Relay> relay = order.network() == Network.RELAY ? Relay.of(job.unit(), settings) : Optional.empty();
        if (order.network() == Network.RELAY
                && relay.isEmpty()
                && settings.sources().isPresent()) {
            throw Fault.of(
                    FaultCode.UNSUPPORTED,
                    "Could not build by Nix code of the repository's own: its fetches cannot be kept inside, for builders reach"
                            + " this installation by an address that is not plain http.",
                    "Let firn.node-url be an http address in the builders' own network.");
        }
        relay.ifPresent(through -> argv.addAll(through.before()));
        argv.addAll(List.of("systemd-run", "--quiet", "--collect", "--service-type=exec"));
        relay.ifPresent(through -> through.properties().forEach((name, value) -> property(argv, name, value)));
        argv.add("--unit=" + job.unit());
        argv.add("--description=Firn build " + job.name());
        // What all builds of a node may have together is the slice's; a node that has none gets an empty one.
        argv.add("--slice=firn.slice");
        property(argv, "KillMode", "control-group");
        property(argv, "TimeoutStopSec", "10");
        property(argv, "MemoryMax", String.valueOf(limits.memoryBytes()));
        property(argv, "TasksMax", "8192");
        // Nix holds a file open for each input of a build; an app with a thousand packages has as many inputs.
        property(argv, "LimitNOFILE", "262144");
        if (limits.cpus() > 0) {
            property(argv, "CPUQuota", limits.cpus() * 100 + "%");
        }
        property(argv, "RuntimeMaxSec", String.valueOf(limits.wall().toSeconds()));
        property(argv, "OOMPolicy", "continue");
        if (!order.secrets().isEmpty()) {
            property(argv, "ExecStopPost", SecretsThere.removal(job));
            environment(argv, "FIRN_SECRETS", SecretsThere.INSIDE + "=" + SecretsThere.folder(job));
        }
        environment(argv, "HOME", "/var/lib/firn");
        environment(argv, "NIX_REMOTE", "local");
        environment(argv, "FIRN_MEMORY", String.valueOf(limits.memoryBytes()));
        BuilderSettings seen = relay.map(through -> through.settings(settings)).orElse(settings);
        seen.door().ifPresent(door -> environment(argv, "FIRN_DOOR", door));
        environment(
                argv,
                "PATH",
                "/run/current-system/sw/bin:/nix/var/nix/profiles/default/bin:/usr/local/bin:/usr/bin:/bin");
        argv.addAll(List.of(tool.path(), "run", job.folder(), job.roots()));
        argv.add(String.valueOf(limits.logBytes()));
        argv.add(String.valueOf(limits.wall().toSeconds()));
        argv.add(String.join(
                " ",
                order.paths().stream()
                        .map(upload -> upload.info().path().toString())
                        .toList()));
        argv.addAll(nixBuild(order, seen));
        return Command.of(argv);
    }

    /** {@code nix build} of a flake that can see nothing but itself and the store paths that it locks. */
    static List<String> nixBuild(BuildOrder order, BuilderSettings settings) {
        var argv = new ArrayList<>(List.of("nix", "build", "--log-format", "raw-with-logs"));
        argv.add("--no-update-lock-file");
        options(order, settings).forEach((name, value) -> argv.addAll(List.of("--option", name, value)));
        argv.add(order.flakeRef() + "#" + order.attr());
        return argv;
    }

    private static Map<String, String> options(BuildOrder order, BuilderSettings settings) {
        var options = new TreeMap<>(NixCommands.restricted());
        options.put("experimental-features", "nix-command flakes");
        options.put("use-registries", "false");
        options.put("eval-cache", "false");
        options.put("builders", "");
        options.put("build-users-group", "nixbld");
        options.put("warn-dirty", "false");
        options.put("timeout", String.valueOf(order.limits().wall().toSeconds()));
        options.put("max-silent-time", String.valueOf(order.limits().silent().toSeconds()));
        options.putAll(settings.options());
        return options;
    }

    Command follow(BuilderJob job, long offset, Duration wall) {
        return Command.of(tool.path(), "follow", job.folder(), job.unit(), String.valueOf(offset))
                .within(wall.plus(MARGIN));
    }

    Command status(BuilderJob job) {
        return Command.of(tool.path(), "status", job.folder(), job.unit());
    }

    Command stop(BuilderJob job) {
        return Command.of(tool.path(), "stop", job.folder(), job.unit());
    }

    /** What {@code nix path-info} said of the outputs when the build ended. */
    Command closure(BuilderJob job) {
        return Command.of("cat", job.folder() + "/closure.json");
    }

    /** Lets go of what the job kept from collection, and of its log. */
    Command forget(BuilderJob job) {
        return Command.of("rm", "-rf", "--", job.roots(), job.folder(), SecretsThere.folder(job));
    }

    private static void property(List<String> argv, String name, String value) {
        argv.addAll(List.of("-p", name + "=" + value));
    }

    private static void environment(List<String> argv, String name, String value) {
        argv.addAll(List.of("-E", name + "=" + value));
    }
}
