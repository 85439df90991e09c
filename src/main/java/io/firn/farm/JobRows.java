package io.firn.farm;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Rows of attempts. */
@ApplicationScoped
class JobRows implements PanacheRepositoryBase<JobRow, UUID> {
    Optional<JobRow> of(BuilderJob job) {
        return find("buildId = ?1 and attempt = ?2", job.buildId(), job.attempt())
                .firstResultOptional();
    }

    List<JobRow> ofBuild(UUID buildId) {
        return list("buildId = ?1 order by attempt", buildId);
    }

    List<JobRow> givenUp() {
        return list("state = ?1 order by assignedAt", JobRow.State.GIVEN_UP);
    }

    /** How many attempts hold a slot, by node. */
    Map<UUID, Long> busySlots() {
        var busy = new HashMap<UUID, Long>();
        for (JobRow row : list("state", JobRow.State.ASSIGNED)) {
            busy.merge(row.job().nodeId(), 1L, Long::sum);
        }
        return busy;
    }

    /** Nodes on which an attempt of the build was given up. */
    Set<UUID> lostNodes(UUID buildId) {
        var nodes = new TreeSet<UUID>();
        ofBuild(buildId).stream()
                .filter(row -> row.state() == JobRow.State.GIVEN_UP)
                .forEach(row -> nodes.add(row.job().nodeId()));
        return nodes;
    }

    /** Only one of us hands out slots at a time, until the transaction's end. */
    void lockSlots() {
        getEntityManager()
                .createNativeQuery(
                        "select 1 from (select pg_advisory_xact_lock(hashtext('firn.farm.slots'))) as locked")
                .getResultList();
    }
}
