package io.firn.observe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** Reads the events that the database wrote down; they are made by triggers, in the transaction that made them true. */
@ApplicationScoped
class Events {
    private static final String AFTER =
            "select id, kind, data::text as data from event where app_id = :app and id > :after order by id limit :most";
    private static final String NEWEST = "select coalesce(max(id), 0) from event where app_id = :app";

    private final EntityManager entities;

    /**
     * One event.
     *
     * @param id increasing within the installation
     * @param kind {@code status} or {@code phase}
     * @param data a JSON object
     */
    record Event(long id, String kind, String data) {}

    Events(EntityManager entities) {
        this.entities = entities;
    }

    /** What came after an event, oldest first. */
    @Transactional
    List<Event> after(UUID appId, long id, int most) {
        List<Tuple> rows = entities.unwrap(Session.class)
                .createNativeQuery(AFTER, Tuple.class)
                .setParameter("app", appId)
                .setParameter("after", id)
                .setParameter("most", most)
                .list();
        return rows.stream()
                .map(row -> new Event(
                        row.get("id", Number.class).longValue(),
                        row.get("kind", String.class),
                        row.get("data", String.class)))
                .toList();
    }

    /** The newest event's id, 0 where there is none. */
    @Transactional
    long newest(UUID appId) {
        return entities.unwrap(Session.class)
                .createNativeQuery(NEWEST, Long.class)
                .setParameter("app", appId)
                .getSingleResult();
    }
}
