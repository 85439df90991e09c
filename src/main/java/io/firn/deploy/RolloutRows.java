package io.firn.deploy;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of rollouts. */
@ApplicationScoped
class RolloutRows implements PanacheRepositoryBase<Rollout, UUID> {
    Optional<Rollout> of(UUID appId, int release) {
        return find("appId = :app and release = :release", Map.of("app", appId, "release", release))
                .firstResultOptional();
    }

    List<Rollout> in(RolloutState... states) {
        return list("state in ?1 order by appId, release", List.of(states));
    }
}
