package io.firn.stack;

import io.firn.detect.Plan;
import io.firn.source.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of what apps are locked to. Every method needs the caller's transaction. */
@ApplicationScoped
class LockRows {
    private final EntityManager database;

    LockRows(EntityManager database) {
        this.database = database;
    }

    Optional<AppLock> newest(UUID appId) {
        List<?> rows = database.createNativeQuery(
                        """
                        select revision, distribution, package_set, plan, commit, tree, created_at from app_lock
                        where app_id = :app order by revision desc limit 1
                        """)
                .setParameter("app", appId)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new AppLock(
                        appId,
                        ((Number) row[0]).longValue(),
                        (String) row[1],
                        (String) row[2],
                        Plan.parse((String) row[3]),
                        new Revision((String) row[4], (String) row[5]),
                        (Instant) row[6]))
                .findFirst();
    }

    void add(AppLock lock) {
        database.createNativeQuery(
                        """
                        insert into app_lock (app_id, revision, distribution, package_set, plan, commit, tree, created_at)
                        values (:app, :revision, :distribution, :set, :plan, :commit, :tree, :at)
                        """)
                .setParameter("app", lock.appId())
                .setParameter("revision", lock.revision())
                .setParameter("distribution", lock.distribution())
                .setParameter("set", lock.packageSet())
                .setParameter("plan", lock.plan().toJson())
                .setParameter("commit", lock.source().commit())
                .setParameter("tree", lock.source().tree())
                .setParameter("at", lock.at())
                .executeUpdate();
    }

    /** The same answers for another source; a plan's evidence may have changed with it. */
    void advance(AppLock lock) {
        database.createNativeQuery(
                        """
                        update app_lock set plan = :plan, commit = :commit, tree = :tree
                        where app_id = :app and revision = :revision
                        """)
                .setParameter("app", lock.appId())
                .setParameter("revision", lock.revision())
                .setParameter("plan", lock.plan().toJson())
                .setParameter("commit", lock.source().commit())
                .setParameter("tree", lock.source().tree())
                .executeUpdate();
    }

    /** Only the newest few are kept for people. */
    void tidy(UUID appId, long below) {
        database.createNativeQuery("delete from app_lock where app_id = :app and revision < :below")
                .setParameter("app", appId)
                .setParameter("below", below)
                .executeUpdate();
    }
}
