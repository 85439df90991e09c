package io.firn.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at an instance as its users do: over the network, at the port of its node. It speaks HTTP by hand because it has to
 * tell a refused connection from a dropped one, and must never use a connection twice.
 */
final class Probe {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final int LONGEST_LINE = 80;

    private final Duration timeout;

    Probe(Duration timeout) {
        this.timeout = timeout;
    }

    /** Asks the path of the settings, or {@code /health} and then {@code /} where there is none. */
    Answer look(Endpoint endpoint, String host, Optional<String> path) {
        if (path.isPresent()) {
            return get(endpoint, host, path.get());
        }
        Answer health = get(endpoint, host, "/health");
        return health instanceof Answer.Status status && status.code() == 404 ? get(endpoint, host, "/") : health;
    }

    private Answer get(Endpoint endpoint, String host, String path) {
        int millis = (int) timeout.toMillis();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.address(), endpoint.port()), millis);
            socket.setSoTimeout(millis);
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host
                    + "\r\nUser-Agent: Firn-Health/1\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 256);
            return read(firstLine(reader), path);
        } catch (SocketTimeoutException e) {
            return new Answer.Silent(path);
        } catch (ConnectException | NoRouteToHostException e) {
            return new Answer.Refused();
        } catch (IOException e) {
            return new Answer.Dropped();
        }
    }

    private static Answer read(String line, String path) {
        Matcher status = STATUS_LINE.matcher(line);
        if (status.matches()) {
            return new Answer.Status(Integer.parseInt(status.group(1)), path);
        }
        return line.isEmpty() ? new Answer.Dropped() : new Answer.Foreign(line.replaceAll("[^ -~]", "?"));
    }

    private static String firstLine(BufferedReader reader) throws IOException {
        var line = new StringBuilder();
        for (int c = reader.read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = reader.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
