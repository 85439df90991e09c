package io.firn.build;

import io.firn.farm.Farm;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.source.Revision;
import io.firn.source.Sources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Remembers how builds came about, and explains them. */
@ApplicationScoped
public class BuildRecords {
    private static final Logger LOG = Logger.getLogger(BuildRecords.class);

    private final EntityManager database;
    private final BuildRows rows;
    private final Farm farm;
    private final Sources sources;
    private final Clock clock;

    private record Before(UUID build, BuildRecord record) {}

    BuildRecords(EntityManager database, BuildRows rows, Farm farm, Sources sources, Clock clock) {
        this.database = database;
        this.rows = rows;
        this.farm = farm;
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * Asks the builder how a build came about and keeps the answer, in the background: nobody waits for it.
     *
     * @param derivation what the output was built by
     * @param source what was built
     * @param lock digest of what the lock files say
     */
    public void keepLater(Build build, StorePath derivation, Revision source, String lock) {
        Optional<UUID> node = build.nodeId();
        if (node.isEmpty() || build.startedAt().isEmpty()) {
            return;
        }
        Thread.ofVirtual().name("record-" + build.id()).start(() -> {
            try {
                var told = farm.provenance(node.get(), derivation);
                var record = BuildRecord.of(
                        source.commit(),
                        source.tree(),
                        lock,
                        told,
                        build.startedAt().get(),
                        clock.instant());
                keep(build.id(), record);
            } catch (Fault | IllegalArgumentException away) {
                LOG.infof("How build %s came about is not known: %s", build.id(), away.getMessage());
            }
        });
    }

    @Transactional
    void keep(UUID buildId, BuildRecord record) {
        if (rows.findByIdOptional(buildId).isPresent()) {
            database.createNativeQuery(
                            "insert into build_record (build_id, record) values (:build, :record) on conflict do nothing")
                    .setParameter("build", buildId)
                    .setParameter("record", record.packed())
                    .executeUpdate();
        }
    }

    /** Why a build did what it did. Not inside a transaction of the caller's. */
    WhyView why(Build build) {
        if (build.skipped()) {
            return nothing("Nothing was built: " + build.reason().orElse("the same was built before") + ".");
        }
        if (!build.state().ended()) {
            throw Fault.of(
                    FaultCode.CONFLICT,
                    "Could not explain the build: it has not ended.",
                    "Follow it with: firn builds logs " + build.id());
        }
        Optional<BuildRecord> record = find(build.id());
        if (record.isEmpty()) {
            return nothing(
                    build.state() == BuildState.SUCCEEDED
                            ? "How it came about is not known: its builder has not told yet, or could not be asked."
                            : "It made nothing: " + build.reason().orElse("it failed") + ".");
        }
        Optional<Before> before = before(build);
        List<String> changed = before.flatMap(other -> sources.changed(
                        build.appId(),
                        new Revision(other.record().commit(), other.record().tree()),
                        new Revision(record.get().commit(), record.get().tree())))
                .orElse(List.of());
        return new BuildWhy(record.get(), before.map(Before::record), changed)
                .view(build.out().map(StorePath::toString).orElse(""), before.map(Before::build));
    }

    private static WhyView nothing(String sentence) {
        return new WhyView(null, List.of(sentence), 0, 0, 0, 0, List.of());
    }

    @Transactional
    Optional<BuildRecord> find(UUID buildId) {
        List<?> found = database.createNativeQuery("select record from build_record where build_id = :build")
                .setParameter("build", buildId)
                .getResultList();
        return found.stream().map(byte[].class::cast).findFirst().flatMap(BuildRecord::unpacked);
    }

    /** The newest build of the same attribute before this one that is remembered. */
    @Transactional
    Optional<Before> before(Build build) {
        List<?> found = database.createNativeQuery(
                        """
                        select b.id, r.record from build b join build_record r on r.build_id = b.id
                        where b.app_id = :app and b.attr = :attr and b.id < :build order by b.id desc limit 1
                        """)
                .setParameter("app", build.appId())
                .setParameter("attr", build.attr())
                .setParameter("build", build.id())
                .getResultList();
        return found.stream().map(Object[].class::cast).findFirst().flatMap(row -> BuildRecord.unpacked((byte[]) row[1])
                .map(record -> new Before((UUID) row[0], record)));
    }
}
