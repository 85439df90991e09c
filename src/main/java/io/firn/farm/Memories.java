package io.firn.farm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Remembers what builds took: for predictions, for shares, for how fast builders are. Within the caller's transaction. */
@ApplicationScoped
class Memories {
    /** How much one more build changes what is believed of a builder's speed. */
    private static final double NEWS = 0.15;

    private static final int KEPT = 50;

    private final EntityManager database;
    private final FarmSettings settings;

    Memories(EntityManager database, FarmSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** Counts what an attempt took against its org, app and branch in place of what was predicted. */
    void charge(JobRow row, Instant now) {
        double extra = taken(row, now) * speed(row.job().nodeId()) - row.seconds();
        database.createNativeQuery(
                        """
                        insert into fair_share as old (key, seconds, as_of)
                        select unnest(array[a.org_id::text, a.org_id || '/' || a.id, a.org_id || '/' || a.id || '/' || b.branch]),
                            cast(:extra as float8), cast(:now as timestamptz)
                        from build b join app a on a.id = b.app_id where b.id = :build
                        on conflict (key) do update set as_of = excluded.as_of, seconds = greatest(0, excluded.seconds
                            + old.seconds * power(0.5, greatest(0, extract(epoch from excluded.as_of - old.as_of))
                                / cast(:half as float8)))
                        """)
                .setParameter("extra", extra)
                .setParameter("now", now)
                .setParameter("build", row.job().buildId())
                .setParameter("half", (double) settings.shareHalfLife().toSeconds())
                .executeUpdate();
    }

    /** A build that ended well tells how long the app's builds take, and how fast its builder is. */
    void keep(JobRow row, UUID appId, JobStatus status, Instant now) {
        UUID node = row.job().nodeId();
        double wall = Math.max(0.1, taken(row, now));
        List<?> median = database.createNativeQuery(
                        """
                        select percentile_cont(0.5) within group (order by seconds) from build_sample
                        where app_id = :app having count(*) >= 3
                        """)
                .setParameter("app", appId)
                .getResultList();
        double speed = speed(node);
        if (!median.isEmpty()) {
            double seen = Math.clamp(((Number) median.getFirst()).doubleValue() / wall, speed / 3, speed * 3);
            speed = learned(node, Math.pow(speed, 1 - NEWS) * Math.pow(seen, NEWS));
        }
        database.createNativeQuery(
                        """
                        insert into build_sample (app_id, build_id, ended_at, seconds, memory)
                        values (:app, :build, :now, :seconds, :memory) on conflict do nothing
                        """)
                .setParameter("app", appId)
                .setParameter("build", row.job().buildId())
                .setParameter("now", now)
                .setParameter("seconds", wall * speed)
                .setParameter("memory", status.memoryPeak())
                .executeUpdate();
        database.createNativeQuery(
                        """
                        delete from build_sample where app_id = :app and ended_at < (
                            select ended_at from build_sample where app_id = :app order by ended_at desc offset :kept limit 1)
                        """)
                .setParameter("app", appId)
                .setParameter("kept", KEPT)
                .executeUpdate();
    }

    /** Bytes of memory that a build had at its peak; 0 where that is not known. */
    long peak(UUID buildId) {
        List<?> memory = database.createNativeQuery("select memory from build_sample where build_id = :build")
                .setParameter("build", buildId)
                .getResultList();
        return memory.isEmpty() ? 0 : ((Number) memory.getFirst()).longValue();
    }

    private double learned(UUID node, double speed) {
        database.createNativeQuery(
                        """
                        insert into builder_speed as old (node_id, speed, samples) values (:node, :speed, 1)
                        on conflict (node_id) do update set speed = excluded.speed, samples = old.samples + 1
                        """)
                .setParameter("node", node)
                .setParameter("speed", speed)
                .executeUpdate();
        return speed;
    }

    private double speed(UUID node) {
        List<?> speed = database.createNativeQuery("select speed from builder_speed where node_id = :node")
                .setParameter("node", node)
                .getResultList();
        return speed.isEmpty() ? 1 : ((Number) speed.getFirst()).doubleValue();
    }

    void holds(UUID node, UUID app, long bytes, Instant now) {
        database.createNativeQuery(
                        """
                        insert into builder_holds (node_id, app_id, bytes, seen_at) values (:node, :app, :bytes, :now)
                        on conflict (app_id, node_id) do update set bytes = excluded.bytes, seen_at = excluded.seen_at
                        """)
                .setParameter("node", node)
                .setParameter("app", app)
                .setParameter("bytes", bytes)
                .setParameter("now", now)
                .executeUpdate();
    }

    private static double taken(JobRow row, Instant now) {
        return Duration.between(row.assignedAt(), now).toMillis() / 1000.0;
    }
}
