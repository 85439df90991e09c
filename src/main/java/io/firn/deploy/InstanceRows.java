package io.firn.deploy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Rows of what was last seen of each instance. */
@ApplicationScoped
class InstanceRows {
    private final EntityManager database;

    InstanceRows(EntityManager database) {
        this.database = database;
    }

    void save(Sighting seen) {
        Instance i = seen.instance();
        database.createNativeQuery(
                        """
                        insert into instance (id, app_id, release, process, slot, state, node, address, port, exit_code,
                            message, since, healthy, failures, answer, checked_at)
                        values (:id, :app, :release, :process, :slot, :state, :node, nullif(:address, ''), :port,
                            cast(nullif(:exit, '') as int), :message, :since, :healthy, :failures, :answer, :checked)
                        on conflict (id) do update set state = excluded.state, node = excluded.node,
                            address = excluded.address, port = excluded.port, exit_code = excluded.exit_code,
                            message = excluded.message, since = excluded.since, healthy = excluded.healthy,
                            failures = excluded.failures, answer = excluded.answer, checked_at = excluded.checked_at
                        """)
                .setParameter("id", i.id())
                .setParameter("app", i.appId())
                .setParameter("release", i.release())
                .setParameter("process", i.process())
                .setParameter("slot", i.slot())
                .setParameter("state", i.state().name())
                .setParameter("node", i.node())
                .setParameter("address", i.address() == null ? "" : i.address())
                .setParameter("port", i.published())
                .setParameter("exit", i.exitCode() == null ? "" : i.exitCode().toString())
                .setParameter("message", i.message())
                .setParameter("since", i.since())
                .setParameter("healthy", seen.healthy())
                .setParameter("failures", seen.failures())
                .setParameter("answer", seen.answer())
                .setParameter("checked", seen.checkedAt())
                .executeUpdate();
    }

    List<Sighting> all() {
        return read(database.createNativeQuery("select * from instance order by id", Tuple.class)
                .getResultList());
    }

    List<Sighting> ofApp(UUID appId) {
        return read(database.createNativeQuery(
                        "select * from instance where app_id = :app order by release, process, slot, since",
                        Tuple.class)
                .setParameter("app", appId)
                .getResultList());
    }

    private static List<Sighting> read(List<?> rows) {
        return rows.stream().map(Tuple.class::cast).map(InstanceRows::sighting).toList();
    }

    private static Sighting sighting(Tuple row) {
        String address = row.get("address", String.class);
        Integer exit = row.get("exit_code", Integer.class);
        var instance = new Instance(
                row.get("id", String.class),
                row.get("app_id", UUID.class),
                row.get("release", Integer.class),
                row.get("process", String.class),
                row.get("slot", Integer.class),
                Instance.State.valueOf(row.get("state", String.class)),
                row.get("node", String.class),
                address,
                row.get("port", Integer.class),
                exit,
                row.get("message", String.class),
                row.get("since", Instant.class),
                0);
        return new Sighting(
                instance,
                row.get("healthy", Boolean.class),
                row.get("failures", Integer.class),
                row.get("answer", String.class),
                row.get("checked_at", Instant.class));
    }

    void forget(UUID appId, int release) {
        database.createNativeQuery("delete from instance where app_id = :app and release = :release")
                .setParameter("app", appId)
                .setParameter("release", release)
                .executeUpdate();
    }

    void forget(Collection<String> ids) {
        for (String id : ids) {
            database.createNativeQuery("delete from instance where id = :id")
                    .setParameter("id", id)
                    .executeUpdate();
        }
    }
}
