package io.firn.deploy.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.ContainerSpec;
import com.github.dockerjava.api.model.Service;
import com.github.dockerjava.api.model.ServiceSpec;
import io.firn.deploy.Instance;
import io.firn.deploy.Labels;
import io.firn.deploy.LogQuery;
import io.firn.deploy.LogSink;
import io.firn.deploy.Permit;
import io.firn.deploy.PullTokens;
import io.firn.deploy.ReleaseSpec;
import io.firn.deploy.Target;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs each release as Swarm services of its own, one for each process type, with a port on the node for each web instance.
 * Swarm's in-place updates are not used: a release never changes, only its scale does.
 */
public final class SwarmTarget implements Target, AutoCloseable {
    private final String installation;
    private final SwarmConfig config;
    private final Engine engine;
    private final PullTokens tokens;
    private final SwarmLogs logs;

    SwarmTarget(String installation, String host, SwarmConfig config, PullTokens tokens) {
        this.installation = installation;
        this.config = config;
        this.engine = new Engine(host, config.timeout());
        this.tokens = tokens;
        this.logs = new SwarmLogs(engine);
    }

    @Override
    public void start(ReleaseSpec spec, Permit permit) {
        for (String process : spec.scale().keySet()) {
            if (spec.scaleOf(process) > 0) {
                start(ServiceSpecs.service(spec, process, config), spec, permit);
            }
        }
    }

    private void start(ServiceSpec wanted, ReleaseSpec spec, Permit permit) {
        String name = Objects.requireNonNull(wanted.getName());
        try {
            Optional<Service> there = inspect(name);
            if (there.isEmpty()) {
                permit.check();
                there = create(wanted, spec);
            }
            if (there.isPresent()) {
                if (waitsForAnother(there.get(), wanted, spec)) {
                    permit.check();
                    remove(there.get().getId());
                    there = create(wanted, spec);
                }
                if (there.isPresent()) {
                    adopt(there.get(), wanted, permit);
                }
            }
        } catch (DockerException e) {
            throw Engine.refused("start " + spec.version() + " of '" + spec.appName() + "'", e);
        }
    }

    /** Empty where it was created now; the service where somebody was faster. */
    private Optional<Service> create(ServiceSpec wanted, ReleaseSpec spec) {
        try {
            engine.call(docker -> docker.createServiceCmd(wanted)
                    .withAuthConfig(auth(spec.image()))
                    .exec());
            return Optional.empty();
        } catch (ConflictException e) {
            return inspect(Objects.requireNonNull(wanted.getName()));
        }
    }

    private void adopt(Service there, ServiceSpec wanted, Permit permit) {
        ServiceSpec found = Objects.requireNonNull(there.getSpec());
        if (!ours(there, wanted)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not start service '" + found.getName()
                            + "': the Engine has one of that name which is not ours.",
                    "Remove it with `docker service rm " + found.getName() + "` if nobody needs it.");
        }
        if (scale(found) != scale(wanted)) {
            // The index was read before the lease is checked: whoever takes over in between makes this update fail.
            long index = Objects.requireNonNull(there.getVersion()).getIndex();
            // The image's name may be another control plane's; with another one the Swarm would restart what runs.
            container(wanted).withImage(image(found));
            permit.check();
            engine.call(docker -> docker.updateServiceCmd(there.getId(), wanted)
                    .withVersion(index)
                    .exec());
        }
    }

    /**
     * Whether it was begun by another control plane, to fetch its image from there, and nothing of it runs yet: that one may hang,
     * and then its image never comes. We answer, as we are the ones who ask.
     */
    private boolean waitsForAnother(Service there, ServiceSpec wanted, ReleaseSpec spec) {
        return ours(there, wanted)
                && !image(Objects.requireNonNull(there.getSpec())).equals(image(wanted))
                && instances(spec.appId(), spec.number()).stream().noneMatch(i -> i.state() == Instance.State.RUNNING);
    }

    private static String image(ServiceSpec spec) {
        return String.valueOf(container(spec).getImage());
    }

    private static ContainerSpec container(ServiceSpec spec) {
        return Objects.requireNonNull(
                Objects.requireNonNull(spec.getTaskTemplate()).getContainerSpec());
    }

    private static boolean ours(Service there, ServiceSpec wanted) {
        Map<String, String> labels = Objects.requireNonNullElse(
                Objects.requireNonNull(there.getSpec()).getLabels(), Map.of());
        Map<String, String> own = Objects.requireNonNull(wanted.getLabels());
        return Objects.equals(own.get(Labels.INSTALLATION), labels.get(Labels.INSTALLATION))
                && Objects.equals(own.get(Labels.APP), labels.get(Labels.APP));
    }

    private static long scale(ServiceSpec spec) {
        var mode = Objects.requireNonNull(spec.getMode());
        return Objects.requireNonNull(mode.getReplicated()).getReplicas();
    }

    private Optional<Service> inspect(String name) {
        try {
            return Optional.of(
                    engine.call(docker -> docker.inspectServiceCmd(name).exec()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private AuthConfig auth(String image) {
        int slash = image.indexOf('/');
        String repository = image.substring(slash + 1).replaceAll("@.*", "");
        return new AuthConfig()
                .withRegistryAddress(image.substring(0, Math.max(slash, 0)))
                .withUsername("firn")
                .withPassword(tokens.forRepository(repository));
    }

    @Override
    public List<Instance> instances(UUID appId, int release) {
        return tasks(Labels.APP + "=" + appId, Labels.RELEASE + "=" + release);
    }

    @Override
    public List<Instance> everything() {
        return tasks();
    }

    private List<Instance> tasks(String... labels) {
        try {
            var reader = new TaskReader(nodeAddresses()::get);
            var found = new ArrayList<Instance>();
            for (JsonNode task : engine.list("/tasks", filter(labels))) {
                reader.read(task).ifPresent(found::add);
            }
            return List.copyOf(found);
        } catch (DockerException e) {
            throw Engine.refused("list what runs", e);
        }
    }

    private String filter(String... labels) {
        var all = new ArrayList<>(List.of(labels));
        all.add(Labels.INSTALLATION + "=" + installation);
        return "{\"label\":["
                + String.join(",", all.stream().map(l -> '"' + l + '"').toList()) + "]}";
    }

    /** Addresses by node id: our own setting for this machine's node, what the Swarm knows for the others. */
    private Map<String, @Nullable String> nodeAddresses() {
        var addresses = new HashMap<String, @Nullable String>();
        String local = localNode();
        for (JsonNode node : engine.list("/nodes", "{}")) {
            String id = node.path("ID").asText();
            String known = node.path("Status").path("Addr").asText();
            addresses.put(id, id.equals(local) ? config.nodeAddress().orElse(known) : known);
        }
        return addresses;
    }

    private String localNode() {
        return engine.get("/info").path("Swarm").path("NodeID").asText();
    }

    @Override
    public void stop(UUID appId, int release, Permit permit) {
        try {
            var ours = engine.list("/services", filter(Labels.APP + "=" + appId, Labels.RELEASE + "=" + release));
            for (JsonNode service : ours) {
                permit.check();
                remove(service.path("ID").asText());
            }
        } catch (DockerException e) {
            throw Engine.refused("stop v" + release, e);
        }
    }

    private void remove(String id) {
        try {
            engine.call(docker -> docker.removeServiceCmd(id).exec());
        } catch (NotFoundException gone) {
            // Somebody was faster; it is gone, which is what was asked for.
        }
    }

    @Override
    public void logs(LogQuery query, LogSink sink) {
        try {
            var labels = new ArrayList<String>();
            labels.add(Labels.APP + "=" + query.appId());
            query.release().ifPresent(n -> labels.add(Labels.RELEASE + "=" + n));
            query.process().ifPresent(p -> labels.add(Labels.PROCESS + "=" + p));
            logs.read(() -> engine.list("/services", filter(labels.toArray(String[]::new))), query, sink);
        } catch (DockerException e) {
            throw Engine.refused("read the app's output", e);
        }
    }

    @Override
    public Optional<List<Listener>> listeners(Instance instance) {
        if (instance.processId().isEmpty() || !instance.node().equals(localNode())) {
            return Optional.empty();
        }
        Path net = Path.of("/proc", Long.toString(instance.pid()), "net");
        try {
            var found = new ArrayList<>(SocketTable.listeners(Files.readString(net.resolve("tcp"))));
            if (Files.exists(net.resolve("tcp6"))) {
                found.addAll(SocketTable.listeners(Files.readString(net.resolve("tcp6"))));
            }
            return Optional.of(List.copyOf(found));
        } catch (IOException unreadable) {
            // It ended, or this service may not look; the caller does with what it sees from outside.
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }
}
