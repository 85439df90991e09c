package io.firn.work;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.quarkus.runtime.Shutdown;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Hands out leases. The database's clock decides; a row names the holder and an epoch. A restarted instance takes its own
 * leases back at once, another one after they ran out. Within one process each name is held at most once.
 */
@ApplicationScoped
public class Leases {
    private static final Logger LOG = Logger.getLogger(Leases.class);

    private final LeaseRows rows;
    private final EntityManager database;
    private final InstanceId instance;
    private final Duration length;
    private final Duration renewal;
    private final Map<String, HeldLease> held = new ConcurrentHashMap<>();
    private final Object starting = new Object();
    private volatile boolean renewing;
    private volatile boolean stopped;

    Leases(LeaseRows rows, EntityManager database, InstanceId instance, WorkSettings settings) {
        this.rows = rows;
        this.database = database;
        this.instance = instance;
        this.length = settings.lease();
        this.renewal = settings.renew();
    }

    /** The lease of that name, or empty while somebody else holds it. Not inside a transaction of the caller's. */
    public Optional<Lease> tryTake(String name) {
        var wanted = new HeldLease(name);
        if (held.putIfAbsent(name, wanted) != null) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            long before = System.nanoTime();
            Optional<Long> epoch = rows.take(name, instance.value(), length);
            if (epoch.isEmpty()) {
                return Optional.empty();
            }
            wanted.begin(epoch.get(), before);
            taken = true;
            renewInBackground();
            return Optional.of(wanted);
        } finally {
            if (!taken) {
                held.remove(name, wanted);
            }
        }
    }

    private void renewInBackground() {
        synchronized (starting) {
            if (!renewing) {
                renewing = true;
                Thread.ofPlatform().daemon().name("firn-lease-renewal").start(this::renewForever);
            }
        }
    }

    private void renewForever() {
        while (!stopped) {
            java.util.concurrent.locks.LockSupport.parkNanos(renewal.toNanos());
            try {
                renew();
            } catch (RuntimeException e) {
                // the next round tries again; if none succeeds in time, the leases are no longer held
                if (stopped) {
                    return;
                }
                LOG.warnf("Could not renew leases: %s. Work that they cover stops when they run out.", e.getMessage());
            }
        }
    }

    private void renew() {
        for (HeldLease lease : List.copyOf(held.values())) {
            if (lease.epoch > 0) {
                long before = System.nanoTime();
                if (rows.renew(lease.name, instance.value(), lease.epoch, length)) {
                    lease.renewedAt = before;
                } else if (held.remove(lease.name, lease)) {
                    lease.lost = true;
                    LOG.warnf("The lease '%s' (epoch %d) was taken over.", lease.name, lease.epoch);
                }
            }
        }
    }

    @Shutdown
    void stop() {
        stopped = true;
        List.copyOf(held.values()).forEach(HeldLease::close);
    }

    private final class HeldLease implements Lease {
        private final String name;
        private volatile long epoch;
        private volatile long renewedAt;
        private volatile boolean lost;

        HeldLease(String name) {
            this.name = name;
        }

        void begin(long newEpoch, long at) {
            renewedAt = at;
            epoch = newEpoch;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public void fence() {
            boolean mine = !database.createNativeQuery(
                            "select 1 from lease where name = :name and owner = :owner and epoch = :epoch for share")
                    .setParameter("name", name)
                    .setParameter("owner", instance.value())
                    .setParameter("epoch", epoch)
                    .getResultList()
                    .isEmpty();
            require(mine);
        }

        @Override
        public void fence(Connection connection) throws SQLException {
            String sql = "select 1 from lease where name = ? and owner = ? and epoch = ? for share";
            try (var query = connection.prepareStatement(sql)) {
                query.setString(1, name);
                query.setString(2, instance.value());
                query.setLong(3, epoch);
                try (ResultSet row = query.executeQuery()) {
                    require(row.next());
                }
            }
        }

        private void require(boolean mine) {
            if (lost || !mine) {
                lost = true;
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not go on with '" + name + "': another instance took the work over.",
                        "Nothing is to be done: the other one finishes it.");
            }
        }

        @Override
        public boolean held() {
            return !lost && System.nanoTime() - renewedAt < length.toNanos();
        }

        @Override
        public void close() {
            lost = true;
            if (held.remove(name, this)) {
                rows.release(name, instance.value(), epoch);
            }
        }
    }
}
