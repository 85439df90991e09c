package io.firn.node;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;

/** Rows of join tickets. */
@ApplicationScoped
class JoinTickets implements PanacheRepositoryBase<JoinTicket, UUID> {
    /** The ticket, held until the transaction ends: of two machines with one token only one joins. */
    Optional<JoinTicket> held(UUID tokenId) {
        return findByIdOptional(tokenId, LockModeType.PESSIMISTIC_WRITE);
    }
}
