package io.firn.node;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of nodes. */
@ApplicationScoped
class NodeRows implements PanacheRepositoryBase<Node, UUID> {
    Optional<Node> named(String name) {
        return find("name", name).firstResultOptional();
    }

    List<Node> byName() {
        return list("order by name");
    }

    /** The row, held until the transaction ends: several control planes write down what the same node says. */
    Optional<Node> held(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** The same by name, for what people and scripts say of a node while it tells how it is. */
    Optional<Node> held(String name) {
        return find("name", name).withLock(LockModeType.PESSIMISTIC_WRITE).singleResultOptional();
    }

    /** Nodes that are reached through tunnels. */
    List<Node> tunnelled() {
        return list("tunnelPort is not null order by tunnelPort");
    }
}
