package io.firn.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.access.Issued;
import io.firn.access.Scope;
import io.firn.access.Tokens;
import io.firn.exec.SshKeys;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How machines come in by themselves: with a token that an operator made, each good for one machine. */
@ApplicationScoped
class Joining {
    private final JoinTickets tickets;
    private final NodeRows rows;
    private final Nodes nodes;
    private final Tokens tokens;
    private final Tunnels tunnels;
    private final NodeSettings settings;
    private final Clock clock;

    /**
     * What a machine that joins is told.
     *
     * @param name what it is called
     * @param authorizedKey the key that is to be let in there, for the forced command alone
     * @param tunnel how it is to open its tunnel, where it needs one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(String name, String authorizedKey, Tunnels.@Nullable Door tunnel) {}

    Joining(
            JoinTickets tickets,
            NodeRows rows,
            Nodes nodes,
            Tokens tokens,
            Tunnels tunnels,
            NodeSettings settings,
            Clock clock) {
        this.tickets = tickets;
        this.rows = rows;
        this.nodes = nodes;
        this.tokens = tokens;
        this.tunnels = tunnels;
        this.settings = settings;
        this.clock = clock;
    }

    /** Makes a token; its text is shown this once. */
    @Transactional
    Issued ticket(UUID orgId, Set<NodeRole> roles, Duration life) {
        Issued issued = tokens.issue(orgId, "one machine may join", Set.of(Scope.NODE_AGENT), Optional.of(life));
        tickets.persistAndFlush(new JoinTicket(issued.id(), roles));
        return issued;
    }

    /**
     * Takes the machine in that shows a token. The same machine may ask again: its answer was lost, or somebody ran the script
     * twice. Another machine, and one that calls itself by the name of a known one, is refused.
     */
    @Transactional
    Node join(UUID tokenId, JoinRequest request, String calledFrom) {
        JoinTicket ticket = tickets.held(tokenId).orElseThrow(Joining::noTicket);
        NodeSpec.Checked spec = request.spec(ticket.roles(), calledFrom).checked();
        String hostKey = spec.peer().hostKey();
        if (ticket.used()) {
            if (!ticket.usedBy(hostKey)) {
                throw used();
            }
            return nodes.require(ticket.nodeName().orElseThrow());
        }
        Optional<Node> known = rows.held(spec.name());
        if (known.isPresent() && !known.get().peer().hostKey().equals(hostKey)) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not let the node '" + spec.name() + "' join: another machine has that name.",
                    "Choose another with --name, or remove the other one with: firn nodes remove " + spec.name());
        }
        Node node = nodes.join(request.spec(ticket.roles(), calledFrom));
        node.setUpByScript();
        String tunnelKey = request.tunnelKey();
        if (tunnelKey != null) {
            node.reachedThrough(tunnels.freePort(node), tunnels.checkedKey(tunnelKey));
        }
        ticket.use(hostKey, node.name(), clock.instant());
        return node;
    }

    /** What the machine is to do next. Outside of a transaction: a tunnel's door may have to be opened. */
    Answer answer(Node node, String calledAs) {
        return new Answer(
                node.name(),
                SshKeys.publicHalf(settings.keyFile()) + " firn",
                node.tunnelPort().isPresent() ? tunnels.open(node, calledAs) : null);
    }

    /** How the machine that used the token stands. */
    @Transactional
    Node joined(UUID tokenId) {
        return tickets.findByIdOptional(tokenId)
                .flatMap(JoinTicket::nodeName)
                .flatMap(rows::named)
                .orElseThrow(Joining::noTicket);
    }

    private static Fault noTicket() {
        return Fault.of(
                FaultCode.FORBIDDEN,
                "Could not let the machine join: this is not a token for joining.",
                "Make one with: firn nodes join-token");
    }

    private static Fault used() {
        return Fault.of(
                FaultCode.CONFLICT,
                "Could not let the machine join: another machine used this token.",
                "Make one for each machine with: firn nodes join-token");
    }
}
