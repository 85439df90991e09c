package io.firn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events. Source: WHATWG HTML, "Server-sent events". */
final class EventSource implements AutoCloseable {
    private final BufferedReader lines;
    private final boolean plain;
    private String lastId = "";
    private boolean ended;

    /** Reads events, or a plain text line by line as if each were one. */
    EventSource(InputStream in, boolean plain) {
        this.plain = plain;
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * One event.
     *
     * @param id the last id seen, which a new stream can go on from
     * @param type {@code line}, {@code phase}, {@code status}, {@code gap}, {@code end}, or {@code message}
     * @param data its text
     */
    record Event(String id, String type, String data) {}

    /** The next event; empty at the end of the stream. */
    Optional<Event> next() throws IOException {
        if (plain) {
            return nextLine();
        }
        String type = "message";
        var data = new StringBuilder();
        boolean any = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (any) {
                    return Optional.of(new Event(lastId, type, data.toString()));
                }
                type = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "event" -> {
                    type = value;
                    any = true;
                }
                case "data" -> {
                    data.append(data.isEmpty() ? "" : "\n").append(value);
                    any = true;
                }
                case "id" -> lastId = value;
                default -> {} // comments (pings) and unknown fields
            }
        }
        return Optional.empty();
    }

    private Optional<Event> nextLine() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        String line = lines.readLine();
        ended = line == null;
        return Optional.of(line == null ? new Event("", "end", "") : new Event("", "line", line));
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            // the stream is given up; there is nothing to save
        }
    }
}
