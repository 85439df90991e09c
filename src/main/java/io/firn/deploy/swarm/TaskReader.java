package io.firn.deploy.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.deploy.Instance;
import io.firn.deploy.Labels;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the Engine's tasks as instances. */
final class TaskReader {
    /** An Engine whose pull failed says so only in its log; what it tells of the task is that the image is not there. */
    private static final String NOT_FETCHED = "No such image";

    private final Function<String, @Nullable String> addressOfNode;

    /** @param addressOfNode address through which a node's ports are reached, by node id */
    TaskReader(Function<String, @Nullable String> addressOfNode) {
        this.addressOfNode = addressOfNode;
    }

    /** The instance that a task is; empty where the task is not one of ours. */
    Optional<Instance> read(JsonNode task) {
        JsonNode labels = task.path("Spec").path("ContainerSpec").path("Labels");
        if (!labels.has(Labels.APP) || !labels.has(Labels.RELEASE)) {
            return Optional.empty();
        }
        JsonNode status = task.path("Status");
        JsonNode container = status.path("ContainerStatus");
        String node = task.path("NodeID").asText("");
        Instance.State state = state(task);
        return Optional.of(new Instance(
                task.path("ID").asText(),
                UUID.fromString(labels.path(Labels.APP).asText()),
                labels.path(Labels.RELEASE).asInt(),
                labels.path(Labels.PROCESS).asText(),
                task.path("Slot").asInt(),
                state,
                node,
                node.isEmpty() ? null : addressOfNode.apply(node),
                state == Instance.State.RUNNING ? published(status) : 0,
                state == Instance.State.EXITED
                        ? Integer.valueOf(container.path("ExitCode").asInt())
                        : null,
                status.path("Err").asText(status.path("Message").asText("")),
                Instant.parse(status.path("Timestamp").asText()),
                state == Instance.State.RUNNING ? container.path("PID").asLong() : 0));
    }

    private static Instance.State state(JsonNode task) {
        String wanted = task.path("DesiredState").asText();
        return switch (task.path("Status").path("State").asText()) {
            case "new", "allocated", "pending" -> Instance.State.WAITING;
            case "running" -> wanted.equals("running") ? Instance.State.RUNNING : Instance.State.STOPPED;
            case "complete", "failed" -> Instance.State.EXITED;
            case "rejected" ->
                task.path("Status").path("Err").asText().contains(NOT_FETCHED)
                        ? Instance.State.UNFETCHED
                        : Instance.State.REFUSED;
            case "shutdown", "remove", "orphaned" -> Instance.State.STOPPED;
            default -> wanted.equals("shutdown") ? Instance.State.STOPPED : Instance.State.STARTING;
        };
    }

    private static int published(JsonNode status) {
        for (JsonNode port : status.path("PortStatus").path("Ports")) {
            if (port.path("PublishedPort").asInt() > 0) {
                return port.path("PublishedPort").asInt();
            }
        }
        return 0;
    }
}
