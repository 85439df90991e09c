package io.firn.cli;

import com.github.luben.zstd.ZstdInputStream;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.HashingInputStream;
import io.firn.nix.NarDigest;
import io.firn.nix.NarInfo;
import io.firn.nix.StorePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Talks to a cache of Firn's: whole closures and many small NARs in one request each. */
final class CacheClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int TRIES = 3;
    private static final int PIECE = 1 << 16;

    private final URI cache;
    private final Optional<String> token;
    private final Duration silence;
    private final HttpClient http;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("firn-cache-timer").factory());
    private final AtomicInteger requests = new AtomicInteger();

    CacheClient(URI cache, Optional<String> token) {
        this(cache, token, ANSWER);
    }

    /** With another limit on how long an answer may stand still. */
    CacheClient(URI cache, Optional<String> token, Duration silence) {
        this.silence = silence;
        this.cache = URI.create(cache + "/");
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** Takes what an answer brings. It is called again, from the start, where the answer broke off. */
    @FunctionalInterface
    interface Taker {
        void take(InputStream body) throws IOException;
    }

    /** Narinfos of all that the roots refer to, references first. */
    List<NarInfo> manifest(Collection<StorePath> roots) {
        var narInfos = new java.util.ArrayList<NarInfo>();
        String asked = roots.stream().map(StorePath::toString).collect(Collectors.joining("\n"));
        call(post("manifest", asked), body -> {
            narInfos.clear();
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            Arrays.stream(text.split("\n\n", -1))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .map(one -> NarInfo.parse(one + "\n"))
                    .forEach(narInfos::add);
        });
        return List.copyOf(narInfos);
    }

    /** One NAR, unpacked and verified, written out. */
    void nar(NarInfo narInfo, OutputSupplier into) {
        call(request(narInfo.url()).GET().build(), body -> {
            try (OutputStream out = into.open()) {
                unpack(narInfo, body, out);
            }
        });
    }

    /** Opens where bytes go; anew for each try. */
    @FunctionalInterface
    interface OutputSupplier {
        OutputStream open() throws IOException;
    }

    /** Takes a NAR out of a bundle, unpacked and verified. */
    @FunctionalInterface
    interface NarTaker {
        void take(NarInfo narInfo, byte[] nar) throws IOException;
    }

    /** Several small NARs in one request. */
    void bundle(List<NarInfo> wanted, NarTaker taker) {
        String asked =
                wanted.stream().map(narInfo -> narInfo.info().path().hashPart()).collect(Collectors.joining("\n"));
        call(post("bundle", asked), body -> {
            for (NarInfo narInfo : wanted) {
                String[] head = line(body).split(" ", -1);
                if (head.length != 2 || !head[0].equals(narInfo.info().path().hashPart())) {
                    throw new IOException("the bundle holds something else than was asked for");
                }
                byte[] packed = body.readNBytes(length(head[1], narInfo));
                var nar = new java.io.ByteArrayOutputStream((int) narInfo.info().narSize());
                unpack(narInfo, new ByteArrayInputStream(packed), nar);
                taker.take(narInfo, nar.toByteArray());
            }
        });
    }

    /** Requests made so far. */
    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        http.shutdownNow();
        http.close();
    }

    private static void unpack(NarInfo narInfo, InputStream packed, OutputStream out) throws IOException {
        InputStream plain =
                switch (narInfo.compression()) {
                    case "zstd" -> new ZstdInputStream(packed);
                    case "none" -> packed;
                    default -> throw new IOException("the packing '" + narInfo.compression() + "' is not known here");
                };
        try (var hashed = new HashingInputStream(plain)) {
            // one byte more than was promised is enough to know; a file of few bytes may unpack to more than a disk
            // holds
            long size = narInfo.info().narSize();
            byte[] piece = new byte[PIECE];
            for (int count = hashed.read(piece); count >= 0 && hashed.size() <= size; count = hashed.read(piece)) {
                out.write(piece, 0, count);
            }
            NarDigest digest = hashed.digest();
            if (!digest.hash().equals(narInfo.info().narHash())
                    || digest.size() != narInfo.info().narSize()) {
                throw new IOException("the NAR of " + narInfo.info().path() + " is not what its narinfo tells of");
            }
        }
    }

    /** What does not pack is a little larger than it was; nothing is much larger. */
    private static int length(String told, NarInfo narInfo) throws IOException {
        long most = 2 * narInfo.info().narSize() + PIECE;
        if (!told.matches("[0-9]{1,9}") || Long.parseLong(told) > most) {
            throw new IOException("the bundle tells of a NAR of '" + told + "' bytes, which this one cannot have");
        }
        return Integer.parseInt(told);
    }

    private static String line(InputStream body) throws IOException {
        var text = new StringBuilder();
        for (int value = body.read(); value != '\n'; value = body.read()) {
            if (value < 0 || text.length() > 100) {
                throw new IOException("the bundle ends too early");
            }
            text.append((char) value);
        }
        return text.toString();
    }

    private HttpRequest post(String name, String body) {
        return request(name)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String name) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(cache.resolve(name)).timeout(silence);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    /** A connection that breaks, and a server that is busy, are asked again; a refusal is not. */
    private void call(HttpRequest request, Taker taker) {
        for (int attempt = 1; true; attempt++) {
            try {
                requests.incrementAndGet();
                HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
                try (var body = new PromptStream(answer.body(), timer, silence)) {
                    if (answer.statusCode() == 200) {
                        taker.take(body);
                        return;
                    }
                    if (answer.statusCode() < 500) {
                        throw refused(request, answer.statusCode());
                    }
                }
                throw new IOException("it answers " + answer.statusCode());
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw Fault.of(
                                    FaultCode.UNAVAILABLE,
                                    "Could not read '" + request.uri().getPath() + "' from the cache: " + e.getMessage()
                                            + ".",
                                    "Try again; what came whole is kept.")
                            .causedBy(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Fault.of(FaultCode.UNAVAILABLE, "Could not read from the cache: the command was stopped.")
                        .causedBy(e);
            }
        }
    }

    private static Fault refused(HttpRequest request, int status) {
        FaultCode code =
                switch (status) {
                    case 401 -> FaultCode.UNAUTHENTICATED;
                    case 403 -> FaultCode.FORBIDDEN;
                    case 404 -> FaultCode.NOT_FOUND;
                    default -> FaultCode.INVALID;
                };
        return Fault.of(
                code,
                "Could not read '" + request.uri().getPath() + "' from the cache: it answers " + status + ".",
                "Look at the address, the token and the store path.");
    }
}
