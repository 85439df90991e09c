package io.firn.cache;

import io.firn.access.Caller;
import io.firn.access.Orgs;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Which cache a name in the API means: one of the caller's org, or {@code default}, the installation's own. */
@Singleton
final class NamedCaches {
    static final String HOUSE = "default";

    private final OrgCaches caches;
    private final Orgs orgs;

    NamedCaches(OrgCaches caches, Orgs orgs) {
        this.caches = caches;
        this.orgs = orgs;
    }

    /** The cache, for reading about it. */
    Optional<UUID> find(Caller caller, String name) {
        return name.equals(HOUSE)
                ? Optional.empty()
                : Optional.of(caches.require(caller.orgId(), name).id());
    }

    /** The cache, for changing it; the installation's own is its first org's business. */
    Optional<UUID> own(Caller caller, String name) {
        if (name.equals(HOUSE) && !orgs.ensure(Orgs.FIRST).id().equals(caller.orgId())) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not change the installation's own cache: only its operators may.",
                    "Make a cache of your own with: firn caches create NAME");
        }
        return find(caller, name);
    }
}
