package io.firn.stack;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** Rows of distributions: their files in one archive of a few hundred kilobytes each. */
@ApplicationScoped
class DistributionRows {
    private final EntityManager database;

    DistributionRows(EntityManager database) {
        this.database = database;
    }

    boolean has(String digest) {
        return !database.createNativeQuery("select 1 from distribution where digest = :digest")
                .setParameter("digest", digest)
                .getResultList()
                .isEmpty();
    }

    Optional<byte[]> find(String digest) {
        List<?> found = database.createNativeQuery("select files from distribution where digest = :digest")
                .setParameter("digest", digest)
                .getResultList();
        return found.stream().map(byte[].class::cast).findFirst();
    }

    void add(String digest, byte[] files) {
        database.createNativeQuery(
                        "insert into distribution (digest, files) values (:digest, :files) on conflict do nothing")
                .setParameter("digest", digest)
                .setParameter("files", files)
                .executeUpdate();
    }

    /** Lets go of those that no app is locked to. */
    void tidy() {
        database.createNativeQuery(
                        "delete from distribution d where not exists (select 1 from app_lock l where l.distribution = d.digest)")
                .executeUpdate();
    }
}
