package io.firn.access;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of tokens. */
@ApplicationScoped
class TokenRows implements PanacheRepositoryBase<Token, UUID> {
    Optional<Token> byKey(String key) {
        return find("key", key).firstResultOptional();
    }

    Optional<Token> inOrg(UUID orgId, UUID id) {
        return find("orgId = :org and id = :id", Map.of("org", orgId, "id", id)).firstResultOptional();
    }

    List<Token> ofOrg(UUID orgId, Optional<UUID> after, int limit) {
        UUID from = after.orElse(new UUID(0, 0));
        return find("orgId = :org and id > :from order by id", Map.of("org", orgId, "from", from))
                .page(0, limit)
                .list();
    }

    void noteUse(UUID id, Instant now) {
        update("lastUsedAt = :now where id = :id", Map.of("now", now, "id", id));
    }
}
