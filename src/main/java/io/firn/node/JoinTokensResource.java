package io.firn.node;

import io.firn.access.Caller;
import io.firn.access.Issued;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Where an operator gets tokens with which machines join. */
@Path("/api/v1/nodes/join-tokens")
@Needs(Scope.NODES)
@RunOnVirtualThread
public class JoinTokensResource {
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Joining joining;
    private final JoinScript script;
    private final NodeSettings settings;
    private final Caller caller;
    private final Clock clock;
    private final String ownUrl;

    JoinTokensResource(
            Joining joining,
            JoinScript script,
            NodeSettings settings,
            Caller caller,
            Clock clock,
            @ConfigProperty(name = "firn.public-url", defaultValue = "http://localhost:7480") String ownUrl) {
        this.joining = joining;
        this.script = script;
        this.settings = settings;
        this.caller = caller;
        this.clock = clock;
        this.ownUrl = ownUrl;
    }

    /**
     * What a token is to be good for.
     *
     * @param roles of the machine, builder where nothing is said
     * @param ttlSeconds how long it may be used, {@code firn.node.join-token-life} where nothing is said, 30 days at most
     */
    public record Wish(@Nullable Set<NodeRole> roles, @Nullable Long ttlSeconds) {}

    /**
     * A token for one machine.
     *
     * @param url this installation's address as nodes see it
     * @param script where the join script lies
     * @param sha256 of that script
     */
    public record Ticket(String token, Instant expiresAt, String url, String script, String sha256) {}

    /** Makes a token with which one machine may join. Its text is shown only now. */
    @POST
    public Ticket ticket(@Nullable Wish wish) {
        Set<NodeRole> roles =
                wish == null || wish.roles() == null || wish.roles().isEmpty()
                        ? Set.of(NodeRole.BUILDER)
                        : wish.roles();
        Duration life = life(wish);
        Issued issued = joining.ticket(caller.orgId(), roles, life);
        String url = settings.url().orElse(ownUrl);
        return new Ticket(
                issued.token(),
                clock.instant().plus(life),
                url,
                url + "/join/" + script.version() + "/install.sh",
                script.hash());
    }

    private Duration life(@Nullable Wish wish) {
        if (wish == null || wish.ttlSeconds() == null) {
            return settings.joinTokenLife();
        }
        if (wish.ttlSeconds() < 1 || wish.ttlSeconds() > LONGEST.toSeconds()) {
            throw Fault.invalid(
                    "Could not make a join token: its life is not valid.",
                    List.of(new FieldFault("ttlSeconds", "must be from 1 to " + LONGEST.toSeconds())));
        }
        return Duration.ofSeconds(wish.ttlSeconds());
    }
}
