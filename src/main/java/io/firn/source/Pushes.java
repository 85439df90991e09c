package io.firn.source;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The push rows. */
@ApplicationScoped
public class Pushes implements PanacheRepositoryBase<Push, UUID>, PushLog {
    private final Clock clock;
    private final Supplier<UUID> ids;

    public Pushes(Clock clock, Supplier<UUID> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The move is a rename of a small file, so it may stand inside the transaction. A lock on the app's number in the
     * database keeps two pushes in one order in both places.
     */
    @Override
    @Transactional(rollbackOn = Exception.class)
    public @Nullable UUID record(NewPush push, Move move) throws IOException {
        getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(:app, 7))")
                .setParameter("app", "push:" + push.appId())
                .getSingleResult();
        if (!move.run()) {
            return null;
        }
        Push row = new Push(ids.get(), push, clock.instant());
        persistAndFlush(row);
        return row.id();
    }

    /** Whether there is an app of that id: a repository may outlive its app for a moment. */
    @Transactional
    boolean isFor(UUID appId) {
        return !getEntityManager()
                .createNativeQuery("select 1 from app where id = :app")
                .setParameter("app", appId)
                .getResultList()
                .isEmpty();
    }

    /** The newest push of an app. */
    @Transactional
    public Optional<Push> newest(UUID appId) {
        return find("appId = ?1 order by seq desc", appId).firstResultOptional();
    }
}
