package io.firn.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Rows of how many copies of each process run. */
@ApplicationScoped
class ScaleRows {
    private final EntityManager database;

    ScaleRows(EntityManager database) {
        this.database = database;
    }

    Map<String, Integer> of(UUID appId) {
        var scales = new TreeMap<String, Integer>();
        for (Object row : database.createNativeQuery("select name, scale from app_process where app_id = :app")
                .setParameter("app", appId)
                .getResultList()) {
            Object[] columns = (Object[]) row;
            scales.put((String) columns[0], ((Number) columns[1]).intValue());
        }
        return scales;
    }

    void set(UUID appId, Map<String, Integer> wanted) {
        wanted.forEach((name, scale) -> database.createNativeQuery(
                        """
                        insert into app_process (app_id, name, scale) values (:app, :name, :scale)
                        on conflict (app_id, name) do update set scale = excluded.scale
                        """)
                .setParameter("app", appId)
                .setParameter("name", name)
                .setParameter("scale", scale)
                .executeUpdate());
    }
}
