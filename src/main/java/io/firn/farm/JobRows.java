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

    /** Nodes on which an attempt was given up, of every build that has not ended. */
    Map<UUID, Set<UUID>> lostNodes() {
        var lost = new HashMap<UUID, Set<UUID>>();
        for (JobRow row : givenUp()) {
            lost.computeIfAbsent(row.job().buildId(), build -> new TreeSet<>())
                    .add(row.job().nodeId());
        }
        return lost;
    }
}
