package io.firn.observe;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.Apps;
import io.firn.web.EventStreams;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The door through which an app's events are followed. */
@Path("/api/v1/apps/{app}/events")
@Needs(Scope.APPS_READ)
public class EventsResource {
    private static final int PIECE = 200;
    private static final long EVERY_NANOS = 300_000_000L;

    private final Apps apps;
    private final Caller caller;
    private final Events events;
    private final EventStreams streams;

    EventsResource(Apps apps, Caller caller, Events events, EventStreams streams) {
        this.apps = apps;
        this.caller = caller;
        this.events = events;
        this.streams = streams;
    }

    /**
     * Server-sent events of an app, from the one after {@code Last-Event-ID} (or {@code after}); without either, from now on.
     * Stays open until the client leaves or the service stops.
     */
    @GET
    @RunOnVirtualThread
    public Response follow(
            @PathParam("app") String app,
            @HeaderParam("Last-Event-ID") @Nullable Long lastSeen,
            @QueryParam("after") @Nullable Long after) {
        UUID appId = apps.require(caller.orgId(), app).id();
        long from = lastSeen != null ? lastSeen : after != null ? after : events.newest(appId);
        StreamingOutput body = out -> stream(appId, from, out);
        return Response.ok(body, "text/event-stream")
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private void stream(UUID appId, long from, OutputStream out) throws IOException {
        var stream = streams.to(out);
        long seen = from;
        while (stream.open()) {
            List<Events.Event> next = events.after(appId, seen, PIECE);
            for (Events.Event event : next) {
                stream.send(event.id(), event.kind(), event.data());
                seen = event.id();
            }
            if (next.isEmpty()) {
                stream.pingIfDue();
                LockSupport.parkNanos(EVERY_NANOS);
            }
        }
    }
}
