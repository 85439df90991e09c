package io.firn.deploy;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Rows of releases, and of which one is live. */
@ApplicationScoped
class ReleaseRows implements PanacheRepositoryBase<Release, UUID> {
    Optional<Release> ofRun(UUID runId) {
        return find("runId", runId).firstResultOptional();
    }

    Optional<Release> numbered(UUID appId, int number) {
        return find("appId = :app and number = :number", Map.of("app", appId, "number", number))
                .firstResultOptional();
    }

    List<Release> ofApp(UUID appId, int before, int limit) {
        return find("appId = :app and number < :before order by number desc", Map.of("app", appId, "before", before))
                .page(0, limit)
                .list();
    }

    /** Makes releases of one app wait for each other, so that their numbers have no gaps. */
    int nextNumber(UUID appId) {
        getEntityManager()
                .createNativeQuery(
                        """
                        insert into app_live (app_id, epoch, changed_at) values (:app, 0, clock_timestamp())
                        on conflict (app_id) do nothing
                        """)
                .setParameter("app", appId)
                .executeUpdate();
        getEntityManager()
                .createNativeQuery("select epoch from app_live where app_id = :app for update")
                .setParameter("app", appId)
                .getResultList();
        return ((Number) getEntityManager()
                                .createNativeQuery("select coalesce(max(number), 0) from release where app_id = :app")
                                .setParameter("app", appId)
                                .getSingleResult())
                        .intValue()
                + 1;
    }

    OptionalInt live(UUID appId) {
        List<?> found = getEntityManager()
                .createNativeQuery(
                        "select live_release from app_live where app_id = :app and live_release is not null",
                        Integer.class)
                .setParameter("app", appId)
                .getResultList();
        return found.isEmpty() ? OptionalInt.empty() : OptionalInt.of((Integer) found.getFirst());
    }

    /** The epoch of the change. */
    long setLive(UUID appId, int number) {
        return ((Number) getEntityManager()
                        .createNativeQuery(
                                """
                                update app_live set live_release = :number, epoch = epoch + 1,
                                changed_at = clock_timestamp() where app_id = :app returning epoch
                                """)
                        .setParameter("app", appId)
                        .setParameter("number", number)
                        .getSingleResult())
                .longValue();
    }

    void forget(UUID appId) {
        for (String table : List.of("instance", "rollout", "app_live", "release")) {
            getEntityManager()
                    .createNativeQuery("delete from " + table + " where app_id = :app")
                    .setParameter("app", appId)
                    .executeUpdate();
        }
    }
}
