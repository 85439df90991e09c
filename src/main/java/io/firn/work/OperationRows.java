package io.firn.work;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of operations. */
@ApplicationScoped
class OperationRows implements PanacheRepositoryBase<Operation, UUID> {
    Optional<Operation> inOrg(UUID orgId, UUID id) {
        return find("orgId = :org and id = :id", Map.of("org", orgId, "id", id)).firstResultOptional();
    }

    /** Newest first: ids grow with time. */
    List<Operation> ofOrg(UUID orgId, Optional<UUID> after, int limit) {
        return after.map(id -> find("orgId = :org and id < :id order by id desc", Map.of("org", orgId, "id", id)))
                .orElseGet(() -> find("orgId = :org order by id desc", Map.of("org", orgId)))
                .page(0, limit)
                .list();
    }
}
