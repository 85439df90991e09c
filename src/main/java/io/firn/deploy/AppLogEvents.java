package io.firn.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.deploy.LogQuery.Following;
import io.firn.fault.Fault;
import io.firn.web.EventStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes an app's output as server-sent events. The reader of the Engine never waits for a slow client: what does not fit is
 * dropped, and said as a {@code gap}.
 */
final class AppLogEvents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WAITING = 2_000;

    private final Target target;
    private final LogQuery query;
    private final EventStream stream;
    private final ArrayBlockingQueue<LogSink.Line> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean wanted = true;
    private volatile boolean ended;
    private volatile @Nullable Fault fault;

    AppLogEvents(Target target, LogQuery query, EventStream stream) {
        this.target = target;
        this.query = query;
        this.stream = stream;
    }

    void run() throws IOException {
        Thread reader = Thread.ofVirtual().name("firn-app-log").start(this::read);
        try {
            stream.ping();
            hand();
        } finally {
            wanted = false;
            reader.interrupt();
        }
    }

    private void read() {
        try {
            target.logs(query, new LogSink() {
                @Override
                public boolean accept(Line line) {
                    // the Engine's clock has whole seconds: what was seen is left out here
                    if (query.since().isPresent()
                            && !line.at().isAfter(query.since().get())) {
                        return wanted;
                    }
                    if (query.following() == Following.NO) {
                        return put(line);
                    }
                    if (!waiting.offer(line)) {
                        dropped.incrementAndGet();
                    }
                    return wanted;
                }

                @Override
                public boolean open() {
                    return wanted;
                }
            });
        } catch (Fault refused) {
            fault = refused;
        } finally {
            ended = true;
        }
    }

    private boolean put(LogSink.Line line) {
        try {
            waiting.put(line);
            return wanted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void hand() throws IOException {
        while (stream.open()) {
            boolean last = ended;
            Optional<LogSink.Line> line = next();
            if (line.isPresent()) {
                stream.put(line.get().at().toString(), "line", json(line.get()));
            } else if (last) {
                end();
                return;
            } else {
                stream.pingIfDue();
            }
            long missing = dropped.getAndSet(0);
            if (missing > 0) {
                stream.put(
                        "",
                        "gap",
                        JSON.createObjectNode().put("dropped", missing).toString());
            }
            if (waiting.isEmpty()) {
                stream.flush();
            }
        }
    }

    private Optional<LogSink.Line> next() {
        try {
            return Optional.ofNullable(ended ? waiting.poll() : waiting.poll(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
            return Optional.empty();
        }
    }

    private void end() throws IOException {
        Fault refused = fault;
        if (refused != null) {
            stream.put(
                    "",
                    "status",
                    JSON.createObjectNode().put("text", refused.getMessage()).toString());
        }
        stream.put("", "end", "{}");
        stream.flush();
    }

    private static String json(LogSink.Line line) {
        int dot = line.source().lastIndexOf('.');
        ObjectNode json =
                JSON.createObjectNode().put("at", line.at().toString()).put("release", line.release());
        json.put("process", dot < 0 ? line.source() : line.source().substring(0, dot));
        if (dot >= 0) {
            json.put("instance", line.source().substring(dot + 1));
        }
        return json.put("stream", line.stream() == LogSink.Line.Stream.ERR ? "stderr" : "stdout")
                .put("text", line.text())
                .toString();
    }
}
