package io.firn.cache;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks another cache. Every wait has an end: connecting, each read, and the whole. Redirects are not followed, so an answer
 * comes from where the operator said, or not at all.
 */
final class UpstreamClient {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int NARINFO_MILLIS = 5_000;
    private static final int STALL_MILLIS = 30_000;
    private static final Duration WHOLE = Duration.ofHours(1);
    private static final int NARINFO_LIMIT = 1 << 20;

    private final Clock clock;

    UpstreamClient(Clock clock) {
        this.clock = clock;
    }

    /** A narinfo; empty where the upstream says that it has none. */
    Optional<String> narInfo(Upstream upstream, String hash) throws IOException {
        HttpURLConnection connection =
                open(upstream, URI.create(upstream.url() + "/" + hash + ".narinfo"), NARINFO_MILLIS);
        int status = connection.getResponseCode();
        if (status != 200) {
            drop(connection);
            if (status == 404 || status == 403 || status == 410) { // S3 says 403 for what is not there
                return Optional.empty();
            }
            throw refused(status);
        }
        try (InputStream body = connection.getInputStream()) {
            byte[] text = body.readNBytes(NARINFO_LIMIT + 1);
            if (text.length > NARINFO_LIMIT) {
                throw new IOException("its narinfo is larger than " + NARINFO_LIMIT + " bytes");
            }
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        }
    }

    /** The bytes of a NAR, as the upstream packed it. */
    InputStream nar(Upstream upstream, String url) throws IOException {
        URI place = URI.create(upstream.url() + "/").resolve(url);
        if (!place.normalize().toString().startsWith(upstream.url() + "/")) {
            throw new IOException("its narinfo leads out of it");
        }
        HttpURLConnection connection = open(upstream, place, STALL_MILLIS);
        int status = connection.getResponseCode();
        if (status != 200) {
            drop(connection);
            throw refused(status);
        }
        return new Deadline(connection.getInputStream(), clock, WHOLE);
    }

    private static IOException refused(int status) {
        return new IOException(status == 401 ? "it answers 401: it wants another login" : "it answers " + status);
    }

    private static HttpURLConnection open(Upstream upstream, URI place, int readMillis) throws IOException {
        var connection = (HttpURLConnection) place.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(readMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept-Encoding", "identity");
        connection.setRequestProperty("User-Agent", "firn");
        upstream.login().ifPresent(login -> connection.setRequestProperty("Authorization", login.header()));
        return connection;
    }

    /** Reads a small refusal to its end, so that the connection can be used again. */
    private static void drop(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getErrorStream()) {
            if (body != null) {
                body.readNBytes(1 << 16);
            }
        }
    }
}
