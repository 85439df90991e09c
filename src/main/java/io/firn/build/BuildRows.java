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

    /** The app's newest build that a builder brought to a good end. */
    Optional<Build> lastBuilt(UUID appId) {
        return find(
                        "appId = :app and state = :state and skipped = false order by createdAt desc",
                        Map.of("app", appId, "state", BuildState.SUCCEEDED))
                .firstResultOptional();
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

    /** The oldest build of the same flake, for an app of the same org, that waits for a slot or has one. */
    Optional<Build> sameInFlight(Build build, UUID orgId) {
        List<?> found = getEntityManager()
                .createNativeQuery(
                        """
                        select b.* from build b join app a on a.id = b.app_id
                        where b.flake_key = :key and b.attr = :attr and b.system = :system and b.id <> :self and a.org_id = :org
                            and b.state in ('QUEUED', 'BUILDING') and not b.cancel_asked
                            and (exists (select 1 from build_queue q where q.build_id = b.id)
                                or exists (select 1 from builder_job j where j.build_id = b.id and j.state = 'ASSIGNED'))
                        order by b.id limit 1
                        """,
                        Build.class)
                .setParameter("key", build.flakeKey())
                .setParameter("attr", build.attr())
                .setParameter("system", build.system())
                .setParameter("self", build.id())
                .setParameter("org", orgId)
                .getResultList();
        return found.stream().map(Build.class::cast).findFirst();
    }

    /** Builds of one flake are queued one after the other, until the transaction's end. */
    void lockFlake(String key) {
        getEntityManager()
                .createNativeQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended(:key, 71))) as locked")
                .setParameter("key", key)
                .getResultList();
    }

    /** Appends to the log's length where it is as expected; only one writer can win. */
    boolean extendLog(UUID id, long from, long by) {
        return update("logBytes = logBytes + ?3 where id = ?1 and logBytes = ?2", id, from, by) == 1;
    }
}
