package io.firn.build;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Rows of builds. */
@ApplicationScoped
class BuildRows implements PanacheRepositoryBase<Build, UUID> {
    /** Newest first; ids grow with time. */
    List<Build> ofApp(UUID appId, Optional<UUID> before, int limit) {
        return before.map(id -> find("appId = :app and id < :id order by id desc", Map.of("app", appId, "id", id)))
                .orElseGet(() -> find("appId = :app order by id desc", Map.of("app", appId)))
                .page(0, limit)
                .list();
    }

    Optional<Build> inApp(UUID appId, UUID id) {
        return find("appId = :app and id = :id", Map.of("app", appId, "id", id)).firstResultOptional();
    }

    /** The newest build of the same flake that succeeded. */
    Optional<Build> succeeded(Build like) {
        return find(
                        "appId = :app and flakeKey = :key and attr = :attr and system = :system and state = :state"
                                + " order by id desc",
                        Map.of(
                                "app",
                                like.appId(),
                                "key",
                                like.flakeKey(),
                                "attr",
                                like.attr(),
                                "system",
                                like.system(),
                                "state",
                                BuildState.SUCCEEDED))
                .firstResultOptional();
    }

    /** The builder that built this app last. */
    Optional<UUID> lastNode(UUID appId) {
        return find("appId = ?1 and nodeId is not null order by id desc", appId)
                .<Build>firstResultOptional()
                .flatMap(Build::nodeId);
    }

    /** Appends to the log's length where it is as expected; only one writer can win. */
    boolean extendLog(UUID id, long from, long by) {
        return update("logBytes = logBytes + ?3 where id = ?1 and logBytes = ?2", id, from, by) == 1;
    }
}
