package io.firn.pipeline;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of runs. Every method needs the caller's transaction. */
@ApplicationScoped
class RunRows implements PanacheRepositoryBase<Run, UUID> {
    private static final String OPEN = "state in (QUEUED, RUNNING)";

    /** What is to be done for an app next: what was begun, then what waits longest. */
    Optional<Run> next(UUID appId) {
        return find("appId = ?1 and " + OPEN + " order by case when state = RUNNING then 0 else 1 end, seq", appId)
                .firstResultOptional();
    }

    /** All of an app that have not ended, oldest first. */
    List<Run> open(UUID appId) {
        return list("appId = ?1 and " + OPEN + " order by seq", appId);
    }

    Optional<Run> byKey(UUID appId, String idempotencyKey) {
        return find("appId = ?1 and idempotencyKey = ?2", appId, idempotencyKey).firstResultOptional();
    }

    Optional<Run> byPush(UUID pushId) {
        return find("pushId", pushId).firstResultOptional();
    }

    /** The newest of an app, below a place in the order. */
    List<Run> newest(UUID appId, long below, int limit) {
        return find("appId = ?1 and seq < ?2 order by seq desc", appId, below)
                .page(0, limit)
                .list();
    }

    /** The run that made a release. */
    Optional<Run> maker(UUID appId, int release) {
        return find(
                        "appId = ?1 and releaseNumber = ?2 and unchanged = false and state = SUCCEEDED order by seq desc",
                        appId,
                        release)
                .firstResultOptional();
    }

    /** The runs that made releases, newest first, below a place in the order. */
    List<Run> makers(UUID appId, long below, int limit) {
        return find(
                        "appId = ?1 and seq < ?2 and unchanged = false and state = SUCCEEDED"
                                + " and releaseNumber is not null order by seq desc",
                        appId,
                        below)
                .page(0, limit)
                .list();
    }

    /** Apps for which something is to be done. */
    List<UUID> appsWithWork() {
        return getEntityManager()
                .createQuery("select distinct appId from Run where " + OPEN, UUID.class)
                .getResultList();
    }

    List<RunStep> steps(UUID runId) {
        return getEntityManager()
                .createQuery("from RunStep where runId = :run order by position", RunStep.class)
                .setParameter("run", runId)
                .getResultList();
    }

    Optional<RunStep> step(UUID runId, String name) {
        return Optional.ofNullable(getEntityManager().find(RunStep.class, new RunStep.Key(runId, name)));
    }

    /** One writer of an app's runs at a time, so that a newer one sees all older ones. */
    void lock(UUID appId) {
        getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(:app, 9))")
                .setParameter("app", "run:" + appId)
                .getSingleResult();
    }

    /** Pushes that no run was written for yet, oldest first: the only place that looks into another room's table. */
    List<UUID> pushesWithoutRun() {
        List<?> ids = getEntityManager()
                .createNativeQuery(
                        "select p.id from push p where not exists (select 1 from run r where r.push_id = p.id)"
                                + " order by p.seq limit 100",
                        UUID.class)
                .getResultList();
        return ids.stream().map(UUID.class::cast).toList();
    }
}
