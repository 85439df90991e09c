package io.firn.deploy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the API shows it.
 *
 * @param id target's id
 * @param name {@code web.1}
 * @param release release number
 * @param live whether its release has the traffic
 * @param state where it is in its life
 * @param healthy whether it answers
 * @param answer what the last check showed
 * @param endpoint node address and port
 * @param node node
 * @param exitCode exit status of one that ended
 * @param since since when it is in its state
 * @param checkedAt when it was last checked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstanceView(
        String id,
        String name,
        int release,
        boolean live,
        Instance.State state,
        boolean healthy,
        String answer,
        @Nullable String endpoint,
        String node,
        @Nullable Integer exitCode,
        Instant since,
        Instant checkedAt) {

    static InstanceView of(Sighting seen, OptionalInt live) {
        Instance i = seen.instance();
        return new InstanceView(
                i.id(),
                i.name(),
                i.release(),
                live.isPresent() && live.getAsInt() == i.release(),
                i.state(),
                seen.healthy(),
                seen.answer(),
                i.endpoint().map(Endpoint::toString).orElse(null),
                i.node(),
                i.exitCode(),
                i.since(),
                seen.checkedAt());
    }
}
