package io.firn.work;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.web.Page;
import io.firn.web.PageRequest;
import io.firn.web.Stopping;
import io.firn.web.Wait;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Long work of the caller's org. */
@Path("/api/v1/operations")
@Needs(Scope.APPS_READ)
@RunOnVirtualThread
public class OperationsResource {
    private final Operations operations;
    private final Caller caller;
    private final Stopping stopping;

    OperationsResource(Operations operations, Caller caller, Stopping stopping) {
        this.operations = operations;
        this.caller = caller;
        this.stopping = stopping;
    }

    /** Lists operations, newest first. */
    @GET
    public Page<OperationView> list(@BeanParam PageRequest page) {
        List<OperationView> views = operations.list(caller.orgId(), page.afterId(), page.limitPlusOne()).stream()
                .map(OperationView::of)
                .toList();
        return Page.of(views, page, view -> view.id().toString());
    }

    /** One operation; with {@code ?wait=} seconds (60 at most) the answer waits for its end for so long. */
    @GET
    @Path("{id}")
    public OperationView get(@PathParam("id") UUID id, @Nullable @QueryParam("wait") String wait) {
        UUID orgId = caller.orgId();
        return Wait.of(wait)
                .until(() -> read(orgId, id), view -> view.state() != OperationState.RUNNING || stopping.now());
    }

    private OperationView read(UUID orgId, UUID id) {
        return operations
                .find(orgId, id)
                .map(OperationView::of)
                .orElseThrow(() -> Fault.of(FaultCode.NOT_FOUND, "Could not find the operation '" + id + "'."));
    }
}
