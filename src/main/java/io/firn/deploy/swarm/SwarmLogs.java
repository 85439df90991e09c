package io.firn.deploy.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient;
import io.firn.deploy.Labels;
import io.firn.deploy.LogQuery;
import io.firn.deploy.LogQuery.Following;
import io.firn.deploy.LogSink;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tasks of services print, over the Engine's log endpoint. docker-java's own command for it cannot ask which task a
 * line comes from, so the stream is read here.
 */
final class SwarmLogs {
    /** The Engine waits for nodes that do not answer; past lines of those that do are wanted anyway. */
    private static final long PATIENCE_SECONDS = 10;

    private static final int STDERR = 2;
    private static final Pattern LINE = Pattern.compile("(?<at>\\S+) (?<details>\\S*) ?(?<text>.*)", Pattern.DOTALL);
    private static final Pattern TASK = Pattern.compile("com\\.docker\\.swarm\\.task\\.id=(?<id>[^,]+)");

    private final Engine engine;

    SwarmLogs(Engine engine) {
        this.engine = engine;
    }

    /** Reads all services at once; past lines come sorted by time, new ones as they are printed. */
    void read(JsonNode services, LogQuery query, LogSink sink) {
        if (query.following() == Following.YES) {
            follow(services, query, sink);
            return;
        }
        var past = new ArrayList<LogSink.Line>();
        readAll(services, query, PATIENCE_SECONDS, past::add);
        past.sort(Comparator.comparing(LogSink.Line::at));
        for (LogSink.Line line : past) {
            if (!sink.accept(line)) {
                return;
            }
        }
    }

    private void follow(JsonNode services, LogQuery query, LogSink sink) {
        readAll(services, query, Long.MAX_VALUE / 1_000_000_000, sink::accept);
    }

    /** Reads until all streams end, the time is over, or one line was refused. */
    private void readAll(JsonNode services, LogQuery query, long seconds, Predicate<LogSink.Line> use) {
        Map<String, String> names = taskNames(services);
        var open = new ArrayList<DockerHttpClient.Response>();
        var left = new CountDownLatch(services.size());
        var lock = new Object();
        try {
            for (JsonNode service : services) {
                int release =
                        service.path("Spec").path("Labels").path(Labels.RELEASE).asInt();
                var response = engine.stream(path(service.path("ID").asText(), query));
                open.add(response);
                Thread.ofVirtual().name("firn-logs").start(() -> {
                    boolean more = frames(response, frame -> {
                        synchronized (lock) {
                            return left.getCount() > 0 && use.test(line(frame, release, names));
                        }
                    });
                    left.countDown();
                    while (!more && left.getCount() > 0) {
                        left.countDown();
                    }
                });
            }
            if (!left.await(seconds, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                while (left.getCount() > 0) {
                    left.countDown();
                }
            }
            open.forEach(SwarmLogs::close);
        }
    }

    private static String path(String service, LogQuery query) {
        String since = query.since().map(at -> "&since=" + at.getEpochSecond()).orElse("");
        return "/services/" + service + "/logs?stdout=true&stderr=true&timestamps=true&details=true&tail="
                + query.tail() + "&follow=" + (query.following() == Following.YES) + since;
    }

    /** One piece of output: a header of 8 bytes (stream, length), then the bytes. */
    private record Frame(int stream, byte[] bytes) {}

    /** Whether the stream came to its own end, rather than that a frame was refused. */
    private static boolean frames(DockerHttpClient.Response response, Predicate<Frame> use) {
        // Not closed here: closing would read a followed stream to its end. The caller aborts the whole response.
        var in = new DataInputStream(response.getBody());
        try {
            for (int stream = in.read(); stream >= 0; stream = in.read()) {
                in.skipNBytes(3);
                if (!use.test(new Frame(stream, in.readNBytes(in.readInt())))) {
                    return false;
                }
            }
        } catch (IOException | RuntimeException ended) {
            // The Engine went away or we closed it: both are the end of what there is to read.
            return true;
        }
        return true;
    }

    /** Names such as {@code web.1} by task id. */
    private Map<String, String> taskNames(JsonNode services) {
        var names = new HashMap<String, String>();
        for (JsonNode service : services) {
            String process =
                    service.path("Spec").path("Labels").path(Labels.PROCESS).asText();
            String filter = "{\"service\":[\"" + service.path("ID").asText() + "\"]}";
            for (JsonNode task : engine.list("/tasks", filter)) {
                names.put(
                        task.path("ID").asText(),
                        process + "." + task.path("Slot").asInt());
            }
        }
        return names;
    }

    private static LogSink.Line line(Frame frame, int release, Map<String, String> names) {
        String raw = new String(frame.bytes(), StandardCharsets.UTF_8).stripTrailing();
        var stream = frame.stream() == STDERR ? LogSink.Line.Stream.ERR : LogSink.Line.Stream.OUT;
        Matcher parts = LINE.matcher(raw);
        if (parts.matches()) {
            Matcher task = TASK.matcher(parts.group("details"));
            String source = task.find() ? names.getOrDefault(task.group("id"), "app") : "app";
            try {
                return new LogSink.Line(Instant.parse(parts.group("at")), release, source, stream, parts.group("text"));
            } catch (DateTimeParseException e) {
                // Not the Engine's own prefix: hand the line over as it stands.
            }
        }
        return new LogSink.Line(Instant.EPOCH, release, "app", stream, raw);
    }

    private static void close(DockerHttpClient.Response response) {
        try {
            response.close();
        } catch (RuntimeException e) {
            // It is being given up; there is nothing left to lose.
        }
    }
}
