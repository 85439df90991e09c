package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Gets files over HTTP: few redirects, within http and https, and never inside unless the base itself is there. */
final class Download {
    private static final int REDIRECTS = 5;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Duration timeout;

    Download(Duration timeout) {
        this.timeout = timeout;
    }

    /** Opens a file of a registry; empty where the registry does not have it. */
    Optional<InputStream> open(Base base, String file) throws IOException {
        return open(base, file, "*/*");
    }

    /** As above, in the form that is asked for. */
    Optional<InputStream> open(Base base, String file, String accept) throws IOException {
        URI address = base.uri().resolve(file);
        if (!address.toString().startsWith(base.uri().toString())) {
            throw new IOException("the path leads out of the registry");
        }
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            HttpResponse<InputStream> response = send(base, address, accept);
            int status = response.statusCode();
            if (status == 200) {
                return Optional.of(response.body());
            }
            response.body().close();
            if (status == 404 || status == 410) {
                return Optional.empty();
            }
            if (!MOVED.contains(status)) {
                throw new IOException("the registry answers " + status);
            }
            address = next(base, address, response);
        }
        throw new IOException("the registry sends on and on");
    }

    private HttpResponse<InputStream> send(Base base, URI address, String accept) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(timeout).header("Accept", accept);
        if (sameOrigin(base.uri(), address)) {
            base.authorization().ifPresent(value -> request.header("Authorization", value));
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not fetch a source: the service stops.", "Try again later.")
                    .causedBy(e);
        }
    }

    private static URI next(Base base, URI address, HttpResponse<?> response) throws IOException {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException("the registry sends on to nowhere"));
        URI next = address.resolve(location);
        if (!Set.of("http", "https").contains(String.valueOf(next.getScheme()))) {
            throw new IOException("the registry sends on to something that is not http");
        }
        if (!sameOrigin(base.uri(), next)) {
            PublicAddresses.require(next);
        }
        return next;
    }

    private static boolean sameOrigin(URI one, URI other) {
        return String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort()
                && String.valueOf(one.getScheme()).equals(other.getScheme());
    }
}
