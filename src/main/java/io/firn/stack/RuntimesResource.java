package io.firn.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Orgs;
import io.firn.access.Scope;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The administrator's door to the toolchains on offer. Only the installation's first org may pass it. */
@Path("/api/v1/runtimes")
@Needs(Scope.ADMIN)
@RunOnVirtualThread
public class RuntimesResource {
    private final Offering offering;
    private final Orgs orgs;
    private final Caller caller;

    RuntimesResource(Offering offering, Orgs orgs, Caller caller) {
        this.offering = offering;
        this.orgs = orgs;
        this.caller = caller;
    }

    /** What {@code versions.json} is to hold of a new version. */
    public record NewVersion(JsonNode entry) {}

    /** Whether a version is hidden; absent leaves it. */
    public record Hidden(boolean hidden) {}

    /** What the users of a version are told; null where it is not deprecated any more. */
    public record Deprecation(@Nullable String note) {}

    /** The version that those get who do not ask; null leaves that to the distribution. */
    public record Pin(@Nullable String version) {}

    /** All toolchains on offer, and the default commands. */
    @GET
    public RuntimeList list() {
        requireOperator();
        return offering.all();
    }

    /** Adds a version, once a builder has made it; the answer comes when it has. */
    @PUT
    @Path("tools/{tool}/versions/{version}")
    public RuntimeView add(@PathParam("tool") String tool, @PathParam("version") String version, NewVersion wanted) {
        requireOperator();
        return offering.add(tool, version, wanted.entry());
    }

    /** Takes back all that was changed of a version; one that was added goes. Apps keep what they are locked to. */
    @DELETE
    @Path("tools/{tool}/versions/{version}")
    public void remove(@PathParam("tool") String tool, @PathParam("version") String version) {
        requireOperator();
        offering.remove(tool, version);
    }

    /** Hides a version, or shows it again: a hidden one is not chosen any more, and apps that are locked to it keep it. */
    @PUT
    @Path("tools/{tool}/versions/{version}/hidden")
    public RuntimeList hide(@PathParam("tool") String tool, @PathParam("version") String version, Hidden wanted) {
        requireOperator();
        offering.mark(tool, version, wanted.hidden(), Optional.empty(), false);
        return offering.all();
    }

    /** Deprecates a version, or takes that back: who deploys with it is told. */
    @PUT
    @Path("tools/{tool}/versions/{version}/deprecated")
    public RuntimeList deprecate(
            @PathParam("tool") String tool, @PathParam("version") String version, Deprecation wanted) {
        requireOperator();
        offering.mark(tool, version, null, Optional.ofNullable(wanted.note()), true);
        return offering.all();
    }

    /** Pins the version that those get who do not ask, whatever an update of Firn brings. */
    @PUT
    @Path("tools/{tool}/pin")
    public RuntimeList pin(@PathParam("tool") String tool, Pin wanted) {
        requireOperator();
        offering.pin(tool, wanted.version());
        return offering.all();
    }

    /** Sets the commands of repositories of a stack that name none. */
    @PUT
    @Path("stacks/{stack}/commands")
    public RuntimeList commands(@PathParam("stack") String stack, Runtimes.Commands wanted) {
        requireOperator();
        offering.commands(stack, wanted);
        return offering.all();
    }

    private void requireOperator() {
        if (!caller.orgId().equals(orgs.ensure(Orgs.FIRST).id())) {
            throw Fault.of(
                    FaultCode.FORBIDDEN,
                    "Could not change the toolchains on offer: only an administrator of the installation may.",
                    "Ask the operator.");
        }
    }
}
