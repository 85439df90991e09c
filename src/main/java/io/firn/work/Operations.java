package io.firn.work;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Long work as people ask after it: who accepts such work answers with an operation's id, who does it says how it ended. */
@ApplicationScoped
public class Operations {
    private final OperationRows rows;
    private final Clock clock;
    private final Supplier<UUID> ids;

    Operations(OperationRows rows, Clock clock, Supplier<UUID> ids) {
        this.rows = rows;
        this.clock = clock;
        this.ids = ids;
    }

    /** Begins one, within the transaction that accepts the work: {@code kind} is a word, {@code subject} what it is about. */
    @Transactional
    public Operation start(UUID orgId, String kind, String subject) {
        var operation = new Operation(ids.get(), orgId, kind, subject, clock.instant());
        rows.persist(operation);
        return operation;
    }

    /** Says that it ended well, with what came of it (a name, an address). */
    @Transactional
    public void succeed(UUID id, @Nullable String result) {
        require(id).succeed(result, clock.instant());
    }

    /** Says that it failed. */
    @Transactional
    public void fail(UUID id, Fault fault) {
        require(id).fail(fault, clock.instant());
    }

    /** One of the org's. */
    @Transactional
    public Optional<Operation> find(UUID orgId, UUID id) {
        return rows.inOrg(orgId, id);
    }

    /** The org's, newest first, after the given one. */
    @Transactional
    List<Operation> list(UUID orgId, Optional<UUID> after, int limit) {
        return rows.ofOrg(orgId, after, limit);
    }

    private Operation require(UUID id) {
        return rows.findByIdOptional(id)
                .orElseThrow(() -> Fault.of(FaultCode.NOT_FOUND, "Could not find the operation '" + id + "'."));
    }
}
