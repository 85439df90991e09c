package io.firn.build;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.Apps;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import io.firn.web.EventStreams;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The door to a build's log: as it is, or as it grows. */
@Path("/api/v1/apps/{app}/builds/{id}/logs")
@Needs(Scope.APPS_READ)
@RunOnVirtualThread
public class BuildLogResource {
    private final Builds builds;
    private final BuildLogs logs;
    private final Apps apps;
    private final Caller caller;
    private final EventStreams streams;

    BuildLogResource(Builds builds, BuildLogs logs, Apps apps, Caller caller, EventStreams streams) {
        this.builds = builds;
        this.logs = logs;
        this.apps = apps;
        this.caller = caller;
        this.streams = streams;
    }

    /** The log from a byte on, as far as it goes now. {@code Firn-Next-Offset} says where to go on. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public Response text(
            @PathParam("app") String app, @PathParam("id") UUID id, @Nullable @QueryParam("offset") Long offset) {
        Build build = build(app, id);
        long from = offset(offset, null);
        long end = Math.max(from, build.logBytes());
        StreamingOutput body = out -> {
            long at = from;
            while (at < end) {
                LogPiece piece = logs.read(id, at);
                if (piece.bytes().length == 0) {
                    return;
                }
                int count = (int) Math.min(piece.bytes().length, end - at);
                out.write(piece.bytes(), 0, count);
                at += count;
            }
        };
        return Response.ok(body, "text/plain; charset=utf-8")
                .header("Firn-Next-Offset", end)
                .header("Firn-Build-State", build.state())
                .build();
    }

    /** The log as it grows: {@code line}, {@code status} and {@code end}, each with the offset after it as its id. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response events(
            @PathParam("app") String app,
            @PathParam("id") UUID id,
            @Nullable @QueryParam("offset") Long offset,
            @Nullable @HeaderParam("Last-Event-ID") String lastEvent) {
        build(app, id);
        long from = offset(offset, lastEvent);
        StreamingOutput body = out -> new LogEvents(id, builds, logs, streams.to(out)).from(from);
        return Response.ok(body, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private Build build(String app, UUID id) {
        return builds.require(apps.require(caller.orgId(), app).id(), id);
    }

    private static long offset(@Nullable Long offset, @Nullable String lastEvent) {
        try {
            long from = lastEvent != null && !lastEvent.isBlank()
                    ? Long.parseLong(lastEvent.strip())
                    : offset == null ? 0 : offset;
            if (from >= 0) {
                return from;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw Fault.invalid(
                "Could not read the log: the offset must be a number of bytes.",
                List.of(new FieldFault("offset", "must be 0 or more")));
    }
}
