package io.firn.farm;

import io.firn.schedule.History;
import io.firn.schedule.Owner;
import io.firn.schedule.Sample;
import io.firn.schedule.Turns;
import io.firn.schedule.Used;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What the farm remembers of builds, within the transaction of a connection. */
public final class HistoryTable {
    private static final int SAMPLES = 20;

    private final Connection connection;

    /** Works on that connection, in its transaction. */
    public HistoryTable(Connection connection) {
        this.connection = connection;
    }

    /** What is known of these owners and their apps. */
    public History of(Collection<Owner> owners) throws SQLException {
        Set<UUID> apps = new HashSet<>();
        Set<String> keys = new HashSet<>();
        owners.forEach(owner -> {
            apps.add(owner.app());
            keys.addAll(List.of(owner.orgKey(), owner.appKey(), owner.branchKey()));
        });
        return new History(samples(apps), inputs(apps), used(keys), turns());
    }

    private Map<UUID, List<Sample>> samples(Set<UUID> apps) throws SQLException {
        var samples = new HashMap<UUID, List<Sample>>();
        try (PreparedStatement select = connection.prepareStatement(
                """
                select s.app_id, s.seconds, s.memory from unnest(?::uuid[]) as a (id), lateral (
                    select * from build_sample where app_id = a.id order by ended_at desc limit %d) s
                """
                        .formatted(SAMPLES))) {
            select.setArray(1, connection.createArrayOf("uuid", apps.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    samples.computeIfAbsent(row.getObject(1, UUID.class), app -> new ArrayList<>())
                            .add(new Sample(row.getDouble(2), row.getLong(3)));
                }
            }
        }
        return samples;
    }

    private Map<UUID, Map<String, Long>> inputs(Set<UUID> apps) throws SQLException {
        var inputs = new HashMap<UUID, Map<String, Long>>();
        try (PreparedStatement select = connection.prepareStatement(
                "select app_id, max(bytes) from builder_holds where app_id = any (?::uuid[]) group by app_id")) {
            select.setArray(1, connection.createArrayOf("uuid", apps.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID app = row.getObject(1, UUID.class);
                    inputs.put(app, Map.of(app.toString(), row.getLong(2)));
                }
            }
        }
        return inputs;
    }

    private Map<String, Used> used(Set<String> keys) throws SQLException {
        var used = new HashMap<String, Used>();
        try (PreparedStatement select = connection.prepareStatement(
                "select key, seconds, as_of, weight from fair_share where key = any (?::text[])")) {
            select.setArray(1, connection.createArrayOf("text", keys.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    used.put(
                            row.getString(1),
                            new Used(row.getDouble(2), row.getTimestamp(3).toInstant(), row.getDouble(4)));
                }
            }
        }
        return used;
    }

    private Turns turns() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select interactive, passed from scheduler_turns");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Turns.NONE;
            }
            var passed = new HashMap<String, Double>();
            row.getString(2).lines().forEach(line -> {
                int tab = line.lastIndexOf('\t');
                passed.put(line.substring(0, tab), Double.valueOf(line.substring(tab + 1)));
            });
            return new Turns(row.getInt(1), passed);
        }
    }

    /** Keeps the turns for the next look. */
    public void keep(Turns turns) throws SQLException {
        var lines = new StringBuilder();
        new TreeMap<>(turns.passed())
                .forEach((place, passed) ->
                        lines.append(place).append('\t').append(passed).append('\n'));
        try (PreparedStatement update =
                connection.prepareStatement("update scheduler_turns set interactive = ?, passed = ?")) {
            update.setInt(1, turns.interactive());
            update.setString(2, lines.toString());
            update.executeUpdate();
        }
    }

    /** Adds CPU-seconds to what owners used; less than nothing takes back what was predicted too high. */
    public void charge(Map<Owner, Double> seconds, Instant now, Duration halfLife) throws SQLException {
        var byKey = new TreeMap<String, Double>();
        seconds.forEach((owner, used) -> List.of(owner.orgKey(), owner.appKey(), owner.branchKey())
                .forEach(key -> byKey.merge(key, used, Double::sum)));
        if (byKey.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(
                """
                insert into fair_share as old (key, seconds, as_of)
                select key, seconds, ? from unnest(?::text[], ?::float8[]) as n (key, seconds) order by key
                on conflict (key) do update set as_of = excluded.as_of, seconds = greatest(0, excluded.seconds + old.seconds
                    * power(0.5, greatest(0, extract(epoch from excluded.as_of - old.as_of)) / ?))
                """)) {
            upsert.setTimestamp(1, Timestamp.from(now));
            upsert.setArray(2, connection.createArrayOf("text", byKey.keySet().toArray()));
            upsert.setArray(3, connection.createArrayOf("float8", byKey.values().toArray()));
            upsert.setDouble(4, halfLife.toMillis() / 1000.0);
            upsert.executeUpdate();
        }
    }

    /** Which of these apps' things lie on which builder. */
    public Map<UUID, Set<String>> holds(Collection<Owner> owners) throws SQLException {
        var holds = new HashMap<UUID, Set<String>>();
        try (PreparedStatement select = connection.prepareStatement(
                "select node_id, app_id from builder_holds where app_id = any (?::uuid[])")) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", owners.stream().map(Owner::app).distinct().toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    holds.computeIfAbsent(row.getObject(1, UUID.class), node -> new HashSet<>())
                            .add(row.getString(2));
                }
            }
        }
        return holds;
    }

    /** How fast each builder was found to be; 1 where nothing is known. */
    public Map<UUID, Double> speeds() throws SQLException {
        var speeds = new HashMap<UUID, Double>();
        try (PreparedStatement select = connection.prepareStatement("select node_id, speed from builder_speed");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                speeds.put(row.getObject(1, UUID.class), row.getDouble(2));
            }
        }
        return speeds;
    }
}
