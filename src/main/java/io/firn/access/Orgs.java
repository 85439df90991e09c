package io.firn.access;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** The orgs of the installation. */
@ApplicationScoped
public class Orgs implements PanacheRepositoryBase<Org, UUID> {
    /** No org: what machines' own credentials speak for. */
    public static final UUID NONE = new UUID(0, 0);

    /** Name of the org that the first start makes. */
    public static final String FIRST = "default";

    private final Clock clock;
    private final Supplier<UUID> ids;

    Orgs(Clock clock, Supplier<UUID> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** The org of that name; made where there is none. */
    @Transactional
    public Org ensure(String name) {
        return find("name", name).firstResultOptional().orElseGet(() -> {
            var org = new Org(ids.get(), name, clock.instant());
            persist(org);
            return org;
        });
    }
}
