package io.firn.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks the npm registry of this machine for hashes that a lock file lacks, and the service for what it resolved. */
final class MachinePins implements Pins {
    private static final int ANSWER = 8 << 20;

    private final Supplier<Map<String, String>> mirrors;
    private final Function<String, Optional<Deps>> resolved;

    /** {@code resolved}: what was recorded for build files of a digest. */
    MachinePins(Supplier<Map<String, String>> mirrors, Function<String, Optional<Deps>> resolved) {
        this.mirrors = mirrors;
        this.resolved = resolved;
    }

    @Override
    public Optional<Deps> resolved(String digest) {
        return resolved.apply(digest);
    }

    @Override
    public boolean bringsInputs() {
        return false;
    }

    @Override
    public Map<Wanted, String> hashes(Collection<Wanted> wanted) {
        String base = mirrors.get().get("npm");
        if (base == null) {
            return Map.of();
        }
        var found = new HashMap<Wanted, String>();
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            for (Wanted one : wanted) {
                if (one.registry().equals("npm")) {
                    hash(client, URI.create(base + "/" + one.name() + "/" + one.version()))
                            .ifPresent(hash -> found.put(one, hash));
                }
            }
        }
        return found;
    }

    private static Optional<String> hash(HttpClient client, URI address) {
        try {
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    return Optional.empty();
                }
                String integrity = new ObjectMapper()
                        .readTree(body.readNBytes(ANSWER))
                        .path("dist")
                        .path("integrity")
                        .asText("");
                return integrity.startsWith("sha512-") ? Optional.of(integrity) : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not ask the registry: the command stops.", "Try again.")
                    .causedBy(e);
        }
    }
}
