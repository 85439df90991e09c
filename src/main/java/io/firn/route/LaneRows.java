package io.firn.route;

import io.firn.deploy.Rollout;
import io.firn.deploy.RolloutState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;

/** Rows of which release has which lane. */
@ApplicationScoped
class LaneRows {
    private final EntityManager database;

    LaneRows(EntityManager database) {
        this.database = database;
    }

    /** Lanes of all apps: release by lane by app. */
    @Transactional
    Map<UUID, Map<Integer, Integer>> all() {
        var all = new HashMap<UUID, Map<Integer, Integer>>();
        for (Object row : database.createNativeQuery("select app_id, lane, release from route_lane", Tuple.class)
                .getResultList()) {
            Tuple lane = (Tuple) row;
            all.computeIfAbsent(lane.get("app_id", UUID.class), a -> new HashMap<>())
                    .put(lane.get("lane", Integer.class), lane.get("release", Integer.class));
        }
        return all;
    }

    /** The lane of a release. */
    @Transactional
    OptionalInt of(UUID appId, int release) {
        return all().getOrDefault(appId, Map.of()).entrySet().stream()
                .filter(e -> e.getValue() == release)
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Gives a lane to a release, where it has none: a free one, or that of the release that was kept warm longest.
     *
     * @param running rollouts of the app of which something runs
     */
    @Transactional
    void assign(UUID appId, int release, List<Rollout> running) {
        database.createNativeQuery("select epoch from app_live where app_id = :app for update")
                .setParameter("app", appId)
                .getResultList();
        Map<Integer, Integer> lanes = all().getOrDefault(appId, Map.of());
        if (lanes.containsValue(release)) {
            return;
        }
        int lane = IntStream.range(0, AppRoute.LANES)
                .filter(n -> !lanes.containsKey(n))
                .findFirst()
                .orElseGet(() -> leastNeeded(lanes, running));
        database.createNativeQuery(
                        """
                        insert into route_lane (app_id, lane, release, changed_at)
                        values (:app, :lane, :release, clock_timestamp())
                        on conflict (app_id, lane) do update
                        set release = excluded.release, changed_at = excluded.changed_at
                        """)
                .setParameter("app", appId)
                .setParameter("lane", lane)
                .setParameter("release", release)
                .executeUpdate();
    }

    private static int leastNeeded(Map<Integer, Integer> lanes, List<Rollout> running) {
        var byRelease = new HashMap<Integer, Rollout>();
        running.forEach(r -> byRelease.put(r.release(), r));
        Comparator<Map.Entry<Integer, Integer>> need = Comparator.comparing(e -> need(byRelease.get(e.getValue())));
        return lanes.entrySet().stream()
                .min(need.thenComparing(e -> byRelease.containsKey(e.getValue())
                        ? byRelease.get(e.getValue()).updatedAt()
                        : java.time.Instant.EPOCH))
                .orElseThrow()
                .getKey();
    }

    private static int need(@org.jspecify.annotations.Nullable Rollout rollout) {
        if (rollout == null || !rollout.state().running()) {
            return 0;
        }
        return rollout.state() == RolloutState.LIVE ? 2 : 1;
    }

    @Transactional
    void free(UUID appId, int release) {
        database.createNativeQuery("delete from route_lane where app_id = :app and release = :release")
                .setParameter("app", appId)
                .setParameter("release", release)
                .executeUpdate();
    }

    @Transactional
    void forget(UUID appId) {
        database.createNativeQuery("delete from route_lane where app_id = :app")
                .setParameter("app", appId)
                .executeUpdate();
    }
}
