package io.firn.farm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which builders get no new work because of their disk, and why. All control planes see the same rows. */
@ApplicationScoped
public class StoreGate {
    /** How a builder's disk stands. */
    enum State {
        /** There is room. */
        OK,
        /** It is above its mark and is being collected. */
        COLLECTING,
        /** It is above its mark although it was collected: somebody has to make room. */
        FULL
    }

    /** What is known of a builder. */
    record Standing(State state, Optional<String> reason, Optional<Instant> collectedAt) {}

    private final DataSource database;
    private final Clock clock;

    StoreGate(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Builders that get no new work, and why, for people. */
    @Transactional
    public Map<UUID, String> refusals() {
        var refusals = new HashMap<UUID, String>();
        all().forEach((node, standing) -> {
            if (standing.state() != State.OK) {
                refusals.put(node, standing.reason().orElse("its disk is too full"));
            }
        });
        return refusals;
    }

    @Transactional
    Map<UUID, Standing> all() {
        try (var connection = database.getConnection();
                var query =
                        connection.prepareStatement("select node_id, state, reason, collected_at from builder_store");
                var row = query.executeQuery()) {
            var found = new HashMap<UUID, Standing>();
            while (row.next()) {
                var collected = row.getTimestamp(4);
                found.put(
                        row.getObject(1, UUID.class),
                        new Standing(
                                State.valueOf(row.getString(2)),
                                Optional.ofNullable(row.getString(3)),
                                Optional.ofNullable(collected).map(java.sql.Timestamp::toInstant)));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Transactional
    void note(UUID node, State state, @Nullable String reason) {
        String sql =
                """
                insert into builder_store (node_id, state, reason, changed_at, collected_at) values (?, ?, ?, ?, ?)
                on conflict (node_id) do update
                set state = excluded.state, reason = excluded.reason, changed_at = excluded.changed_at,
                    collected_at = coalesce(excluded.collected_at, builder_store.collected_at)
                """;
        var now = java.sql.Timestamp.from(clock.instant());
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement(sql)) {
            insert.setObject(1, node);
            insert.setString(2, state.name());
            insert.setString(3, reason);
            insert.setTimestamp(4, now);
            insert.setTimestamp(5, state == State.COLLECTING ? null : now);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
