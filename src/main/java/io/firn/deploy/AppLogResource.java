package io.firn.deploy;

import io.firn.access.Caller;
import io.firn.access.Needs;
import io.firn.access.Scope;
import io.firn.app.App;
import io.firn.app.Apps;
import io.firn.deploy.LogQuery.Following;
import io.firn.fault.Fault;
import io.firn.fault.FieldFault;
import io.firn.web.EventStreams;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The door to what an app prints. */
@Path("/api/v1/apps/{app}/logs")
@Needs(Scope.APPS_READ)
@RunOnVirtualThread
public class AppLogResource {
    private static final int MOST = 10_000;

    private final Apps apps;
    private final Target target;
    private final Caller caller;
    private final EventStreams streams;

    AppLogResource(Apps apps, Target target, Caller caller, EventStreams streams) {
        this.apps = apps;
        this.target = target;
        this.caller = caller;
        this.streams = streams;
    }

    /**
     * The last lines as plain text: time, {@code process.instance}, text.
     *
     * @param tail how many past lines of each instance
     */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public Response text(
            @PathParam("app") String name,
            @QueryParam("tail") @DefaultValue("100") int tail,
            @QueryParam("process") @Nullable String process,
            @QueryParam("release") @Nullable Integer release) {
        LogQuery query = query(name, tail, process, release, Optional.empty(), Following.NO);
        var text = new StringBuilder();
        target.logs(query, line -> {
            text.append(line.at()).append(' ').append(line.source()).append(' ');
            text.append(line.text()).append('\n');
            return true;
        });
        return Response.ok(text.toString(), "text/plain; charset=utf-8").build();
    }

    /**
     * The lines as events: {@code line} with JSON ({@code at, release, process, instance, stream, text}), its time as its id;
     * {@code gap} with how many were dropped for a reader that is too slow; {@code end} where nothing is followed.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response events(
            @PathParam("app") String name,
            @QueryParam("tail") @DefaultValue("100") int tail,
            @QueryParam("process") @Nullable String process,
            @QueryParam("release") @Nullable Integer release,
            @QueryParam("follow") @Nullable String follow,
            @HeaderParam("Last-Event-ID") @Nullable String lastEvent) {
        Following following =
                List.of("1", "true").contains(follow == null ? "" : follow) ? Following.YES : Following.NO;
        LogQuery query = query(name, tail, process, release, since(lastEvent), following);
        StreamingOutput body = out -> new AppLogEvents(target, query, streams.to(out)).run();
        return Response.ok(body, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private LogQuery query(
            String name,
            int tail,
            @Nullable String process,
            @Nullable Integer release,
            Optional<Instant> since,
            Following following) {
        App app = apps.require(caller.orgId(), name);
        if (tail < 0 || tail > MOST) {
            throw Fault.invalid(
                    "Could not read the log: that is no number of lines.",
                    List.of(new FieldFault("tail", "must be from 0 to " + MOST)));
        }
        // a label's value in a filter of the Engine: only what a process type may be called
        if (process != null && !process.matches("[A-Za-z0-9_-]{1,63}")) {
            throw Fault.invalid(
                    "Could not read the log: '" + process + "' is no process type.",
                    List.of(new FieldFault("process", "must be like web or worker")));
        }
        return new LogQuery(
                app.id(),
                release == null ? OptionalInt.empty() : OptionalInt.of(release),
                Optional.ofNullable(process),
                since.isPresent() ? MOST : tail,
                since,
                following);
    }

    private static Optional<Instant> since(@Nullable String lastEvent) {
        try {
            return lastEvent == null || lastEvent.isBlank() ? Optional.empty() : Optional.of(Instant.parse(lastEvent));
        } catch (DateTimeParseException notOurs) {
            throw Fault.invalid(
                    "Could not go on with the log: the id of the last event is not one of ours.",
                    List.of(new FieldFault("Last-Event-ID", "must be a time as the events carry it")));
        }
    }
}
