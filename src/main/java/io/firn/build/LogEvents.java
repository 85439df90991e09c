package io.firn.build;

import io.firn.web.EventStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a build's log as server-sent events. An event's id is the offset after it, so a reader that comes back with the last
 * one misses nothing and sees nothing twice. A line is sent when it is whole, or when the build has ended.
 */
final class LogEvents {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final UUID buildId;
    private final Builds builds;
    private final BuildLogs logs;
    private final EventStream events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lineEnd;

    LogEvents(UUID buildId, Builds builds, BuildLogs logs, EventStream events) {
        this.buildId = buildId;
        this.builds = builds;
        this.logs = logs;
        this.events = events;
    }

    void from(long offset) throws IOException {
        long at = offset;
        lineEnd = offset;
        String shown = "";
        while (events.open()) {
            Build build = builds.find(buildId).orElse(null);
            if (build == null) {
                event("end", "deleted");
                return;
            }
            String status = status(build);
            if (!status.equals(shown)) {
                event("status", status);
                shown = status;
            }
            LogPiece piece = logs.read(buildId, at);
            at = piece.end();
            lines(piece);
            if (piece.bytes().length > 0) {
                events.flush();
                continue;
            }
            // The state was read before the log: an ended build's log is whole.
            if (build.state().ended()) {
                lastLine();
                event("end", status);
                return;
            }
            logs.await(buildId, LOOK);
            events.pingIfDue();
        }
    }

    private void lines(LogPiece piece) throws IOException {
        long at = piece.start();
        for (byte value : piece.bytes()) {
            at++;
            if (value == '\n') {
                lineEnd = at;
                write(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(value);
            }
        }
    }

    private void lastLine() throws IOException {
        if (line.size() > 0) {
            lineEnd += line.size();
            write(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }

    private void event(String name, String data) throws IOException {
        events.send(lineEnd, name, data);
    }

    private void write(String line) throws IOException {
        // A carriage return would end the field; progress bars print them.
        events.put(Long.toString(lineEnd), "line", line.replace('\r', ' '));
    }

    private static String status(Build build) {
        @Nullable String reason = build.reason().orElse(null);
        return "{\"state\":\"" + build.state() + "\",\"attempt\":" + build.attempt()
                + (reason == null ? "" : ",\"reason\":\"" + json(reason) + "\"") + "}";
    }

    private static String json(String text) {
        var escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (c < ' ') {
                escaped.append(' ');
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
