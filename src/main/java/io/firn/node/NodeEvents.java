package io.firn.node;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.hibernate.Session;

/**
 * What happened to nodes. Changes of state are written down by a trigger, in the transaction that makes them; alerts here, in
 * the transaction that keeps the node's row.
 */
@ApplicationScoped
class NodeEvents {
    private static final String AFTER =
            "select id, kind, data::text as data, at from node_event where node_name = :node and id > :after order by id limit :most";
    private static final String ALERT =
            "insert into node_event (node_id, node_name, kind, data) values (:id, :name, 'alert', cast(:data as jsonb))";

    private final EntityManager entities;

    /**
     * One event.
     *
     * @param id increasing within the installation
     * @param kind {@code state} or {@code alert}
     * @param data a JSON object: {@code state, before, reason} or {@code alert, up, value, threshold}
     */
    public record Event(long id, String kind, Instant at, @JsonRawValue String data) {}

    NodeEvents(EntityManager entities) {
        this.entities = entities;
    }

    /** What came after an event, oldest first; also of a node that was removed. */
    @Transactional
    List<Event> after(String node, long id, int most) {
        return entities
                .unwrap(Session.class)
                .createNativeQuery(AFTER, Tuple.class)
                .setParameter("node", node)
                .setParameter("after", id)
                .setParameter("most", most)
                .list()
                .stream()
                .map(row -> new Event(
                        row.get("id", Number.class).longValue(),
                        row.get("kind", String.class),
                        row.get("at", Instant.class),
                        row.get("data", String.class)))
                .toList();
    }

    /** Writes down that an alert was raised or cleared, within the caller's transaction. */
    void alert(Node node, AlertBook.Change change) {
        String data = String.format(
                Locale.ROOT,
                "{\"alert\":\"%s\",\"up\":%s,\"value\":%.3f,\"threshold\":%.3f}",
                change.kind().label(),
                change.up(),
                change.value(),
                change.threshold());
        entities.createNativeQuery(ALERT)
                .setParameter("id", node.id())
                .setParameter("name", node.name())
                .setParameter("data", data)
                .executeUpdate();
    }
}
