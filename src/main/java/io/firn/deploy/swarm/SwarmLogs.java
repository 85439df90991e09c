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
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tasks of services print, over the Engine's log endpoint. docker-java's own command for it cannot ask which task a
 * line comes from, so the stream is read here.
 */
final class SwarmLogs {
    /** The Engine waits for nodes that do not answer; past lines of those that do are wanted anyway. */
    private static final long PATIENCE_SECONDS = 10;

    private static final long LOOK_AGAIN_MILLIS = 1_500;

    private static final int STDERR = 2;
    private static final Pattern LINE = Pattern.compile("(?<at>\\S+) (?<details>\\S*) ?(?<text>.*)", Pattern.DOTALL);
    private static final Pattern TASK = Pattern.compile("com\\.docker\\.swarm\\.task\\.id=(?<id>[^,]+)");

    private final Engine engine;

    SwarmLogs(Engine engine) {
        this.engine = engine;
    }

    /** Reads all services at once; past lines come sorted by time, new ones as they are printed. */
    void read(Supplier<JsonNode> services, LogQuery query, LogSink sink) {
        if (query.following() == Following.YES) {
            follow(services, query, sink);
            return;
        }
        var past = new ArrayList<LogSink.Line>();
        try (var readers = new Readers(query, past::add)) {
            services.get().forEach(readers::start);
            readers.awaitEnd();
        }
        past.sort(Comparator.comparing(LogSink.Line::at));
        for (LogSink.Line line : past) {
            if (!sink.accept(line)) {
                return;
            }
        }
    }

    /** Goes on with the releases that come later, until no more is wanted. */
    private void follow(Supplier<JsonNode> services, LogQuery query, LogSink sink) {
        try (var readers = new Readers(query, sink::accept)) {
            while (!readers.refused() && sink.open()) {
                services.get().forEach(readers::start);
                readers.pause();
            }
        }
    }

    /** One thread for each service; closing ends them all. */
    private final class Readers implements AutoCloseable {
        private final LogQuery query;
        private final Predicate<LogSink.Line> use;
        private final Map<String, DockerHttpClient.Response> open = new HashMap<>();
        private final Phaser reading = new Phaser(1);
        private boolean refused;

        Readers(LogQuery query, Predicate<LogSink.Line> use) {
            this.query = query;
            this.use = use;
        }

        /** Begins with a service, unless it is read already. */
        void start(JsonNode service) {
            String id = service.path("ID").asText();
            if (open.containsKey(id)) {
                return;
            }
            int release =
                    service.path("Spec").path("Labels").path(Labels.RELEASE).asInt();
            Names names = new Names(service);
            var response = engine.stream(path(id, query));
            open.put(id, response);
            reading.register();
            Thread.ofVirtual().name("firn-logs").start(() -> {
                frames(response, frame -> take(line(frame, release, names)));
                reading.arriveAndDeregister();
            });
        }

        private synchronized boolean take(LogSink.Line line) {
            refused = refused || !use.test(line);
            return !refused;
        }

        synchronized boolean refused() {
            return refused;
        }

        void awaitEnd() {
            try {
                reading.awaitAdvanceInterruptibly(reading.arrive(), PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (TimeoutException patienceIsOver) {
                // what the nodes that answer have printed is there
            }
        }

        void pause() {
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                refused = true;
            }
            open.values().forEach(SwarmLogs::close);
        }
    }

    /** Names such as {@code web.1} of one service's tasks; asked again when a task is new. */
    private final class Names {
        private final String service;
        private final String process;
        private final Map<String, String> known = new HashMap<>();

        Names(JsonNode service) {
            this.service = service.path("ID").asText();
            this.process =
                    service.path("Spec").path("Labels").path(Labels.PROCESS).asText();
        }

        String of(String task) {
            if (!known.containsKey(task)) {
                for (JsonNode found : engine.list("/tasks", "{\"service\":[\"" + service + "\"]}")) {
                    known.put(
                            found.path("ID").asText(),
                            process + "." + found.path("Slot").asInt());
                }
                known.putIfAbsent(task, process);
            }
            return known.getOrDefault(task, process);
        }
    }

    private static String path(String service, LogQuery query) {
        String since = query.since().map(at -> "&since=" + at.getEpochSecond()).orElse("");
        return "/services/" + service + "/logs?stdout=true&stderr=true&timestamps=true&details=true&tail="
                + query.tail() + "&follow=" + (query.following() == Following.YES) + since;
    }

    /** One piece of output: a header of 8 bytes (stream, length), then the bytes. */
    private record Frame(int stream, byte[] bytes) {}

    /** Hands on frames to the stream's end, or until one is refused. */
    private static void frames(DockerHttpClient.Response response, Predicate<Frame> use) {
        // Not closed here: closing would read a followed stream to its end. The caller aborts the whole response.
        var in = new DataInputStream(response.getBody());
        try {
            for (int stream = in.read(); stream >= 0; stream = in.read()) {
                in.skipNBytes(3);
                if (!use.test(new Frame(stream, in.readNBytes(in.readInt())))) {
                    return;
                }
            }
        } catch (IOException | RuntimeException ended) {
            // The Engine went away or we closed it: both are the end of what there is to read.
        }
    }

    private LogSink.Line line(Frame frame, int release, Names names) {
        String raw = new String(frame.bytes(), StandardCharsets.UTF_8).stripTrailing();
        var stream = frame.stream() == STDERR ? LogSink.Line.Stream.ERR : LogSink.Line.Stream.OUT;
        Matcher parts = LINE.matcher(raw);
        if (parts.matches()) {
            Matcher task = TASK.matcher(parts.group("details"));
            String source = task.find() ? names.of(task.group("id")) : "app";
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
