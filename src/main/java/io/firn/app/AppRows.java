package io.firn.app;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of apps. */
@ApplicationScoped
class AppRows implements PanacheRepositoryBase<App, UUID> {
    Optional<App> named(UUID orgId, AppName name) {
        return find("orgId = :org and name = :name", Map.of("org", orgId, "name", name.value()))
                .firstResultOptional();
    }

    boolean nameIsTaken(AppName name) {
        return count("name", name.value()) > 0;
    }

    List<App> ofOrg(UUID orgId, String after, int limit) {
        return find("orgId = :org and name > :after order by name", Map.of("org", orgId, "after", after))
                .page(0, limit)
                .list();
    }
}
