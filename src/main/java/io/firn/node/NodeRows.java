package io.firn.node;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
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
}
