package io.firn.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of config revisions, sealed. */
@ApplicationScoped
class ConfigRows {
    /** One stored revision. */
    record Row(long revision, byte[] sealed) {}

    private final EntityManager database;

    ConfigRows(EntityManager database) {
        this.database = database;
    }

    Optional<Row> newest(UUID appId) {
        return read(
                "select revision, vars from app_config where app_id = :app order by revision desc limit 1", appId, 0);
    }

    Optional<Row> at(UUID appId, long revision) {
        return read(
                "select revision, vars from app_config where app_id = :app and revision = :revision", appId, revision);
    }

    private Optional<Row> read(String sql, UUID appId, long revision) {
        var query = database.createNativeQuery(sql).setParameter("app", appId);
        if (revision > 0) {
            query.setParameter("revision", revision);
        }
        List<?> rows = query.getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Row(((Number) row[0]).longValue(), (byte[]) row[1]))
                .findFirst();
    }

    /** Two changes at once come one after the other: whoever is second sees the first. */
    void lock(UUID appId) {
        database.createNativeQuery("select 1 from app where id = :app for update")
                .setParameter("app", appId)
                .getResultList();
    }

    void add(UUID appId, long revision, byte[] sealed, Instant at, UUID by) {
        database.createNativeQuery(
                        "insert into app_config (app_id, revision, vars, changed_at, changed_by) values (:app, :revision, :vars, :at, :by)")
                .setParameter("app", appId)
                .setParameter("revision", revision)
                .setParameter("vars", sealed)
                .setParameter("at", at)
                .setParameter("by", by)
                .executeUpdate();
    }
}
