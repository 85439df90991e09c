package io.firn.work;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Rows of leases; each call is a transaction of its own, and the database's clock is the only one that counts. */
@ApplicationScoped
class LeaseRows {
    private final EntityManager database;

    LeaseRows(EntityManager database) {
        this.database = database;
    }

    /** The new epoch, or empty while another holds the name. */
    Optional<Long> take(String name, String owner, Duration length) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<?> rows = database.createNativeQuery(
                            """
                            insert into lease as l (name, owner, epoch, until)
                            values (:name, :owner, 1, clock_timestamp() + :millis * interval '1 millisecond')
                            on conflict (name) do update
                            set owner = excluded.owner, epoch = l.epoch + 1,
                                until = clock_timestamp() + :millis * interval '1 millisecond'
                            where l.until < clock_timestamp() or l.owner = excluded.owner
                            returning epoch
                            """,
                            Long.class)
                    .setParameter("name", name)
                    .setParameter("owner", owner)
                    .setParameter("millis", length.toMillis())
                    .getResultList();
            return rows.stream().map(Long.class::cast).findFirst();
        });
    }

    boolean renew(String name, String owner, long epoch, Duration length) {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                        """
                                update lease set until = clock_timestamp() + :millis * interval '1 millisecond'
                                where name = :name and owner = :owner and epoch = :epoch
                                """)
                                .setParameter("name", name)
                                .setParameter("owner", owner)
                                .setParameter("epoch", epoch)
                                .setParameter("millis", length.toMillis())
                                .executeUpdate()
                        == 1);
    }

    void release(String name, String owner, long epoch) {
        QuarkusTransaction.requiringNew().run(() -> database.createNativeQuery(
                        "update lease set until = clock_timestamp() where name = :name and owner = :owner and epoch = :epoch")
                .setParameter("name", name)
                .setParameter("owner", owner)
                .setParameter("epoch", epoch)
                .executeUpdate());
    }
}
