package io.firn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows a log over server-sent events and goes on where a broken connection stopped. A dropped piece is said, not hidden. */
final class Lines {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TRIES = 120;

    private Lines() {}

    /** What the data of a line is. */
    enum Form {
        /** The line itself. */
        RAW,
        /** JSON with the line and where it comes from. */
        STRUCTURED
    }

    /** Sends every line to the taker until the log ends or {@code stop} says so. */
    static void follow(Session session, String path, Form form, BooleanSupplier stop, Consumer<String> taker) {
        String lastId = null;
        for (int tries = 0; tries < TRIES && !stop.getAsBoolean(); tries++) {
            try (EventSource events = session.api().events(path, lastId)) {
                Optional<EventSource.Event> event = events.next();
                while (event.isPresent()) {
                    tries = 0;
                    lastId = event.get().id().isEmpty() ? lastId : event.get().id();
                    if (event.get().type().equals("end")) {
                        return;
                    }
                    take(event.get(), form, taker);
                    event = events.next();
                }
            } catch (Fault fault) {
                if (fault.code() != FaultCode.UNAVAILABLE && fault.code() != FaultCode.RATE_LIMITED) {
                    throw fault;
                }
            } catch (IOException e) {
                // broken off; the next round goes on after the last id
            }
            if (!pause()) {
                return;
            }
        }
    }

    private static void take(EventSource.Event event, Form form, Consumer<String> taker) {
        JsonNode data = form == Form.RAW && !event.type().equals("gap") ? null : parse(event.data());
        switch (event.type()) {
            case "line", "message" -> {
                String text = data == null ? event.data() : line(data);
                for (String line : (text.isEmpty() ? event.data() : text).split("\n", -1)) {
                    taker.accept(line);
                }
            }
            case "gap" ->
                taker.accept(
                        "(… " + (data == null ? "" : Session.text(data, "dropped") + " ") + "lines are missing here)");
            default -> {} // phases and states are shown from the rows
        }
    }

    /** A line's text with what says where it comes from. */
    static String line(JsonNode data) {
        String text = "";
        for (String field : new String[] {"text", "msg", "message", "line"}) {
            text = text.isEmpty() ? Session.text(data, field) : text;
        }
        String process =
                Session.text(data, "proc").isEmpty() ? Session.text(data, "process") : Session.text(data, "proc");
        String instance = Session.text(data, "instance");
        String time = Session.text(data, "ts").isEmpty() ? Session.text(data, "at") : Session.text(data, "ts");
        String from = process.isEmpty() ? "" : "[" + process + (instance.isEmpty() ? "" : "." + instance) + "] ";
        return (time.isEmpty() || from.isEmpty() ? "" : time + " ") + from + text;
    }

    private static @Nullable JsonNode parse(String data) {
        if (!data.startsWith("{")) {
            return null;
        }
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(500);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
