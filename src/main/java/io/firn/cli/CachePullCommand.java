package io.firn.cli;

import io.firn.exec.LocalExecutor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.StorePath;
import io.firn.nix.VerifyingKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings closures from the cache into this machine's Nix store. */
@Command(name = "pull", description = "Bring store paths, with all that they refer to, into this machine's Nix store.")
final class CachePullCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Parameters(arity = "1..*", paramLabel = "STORE-PATH", description = "Full store paths.")
    private List<String> paths = List.of();

    @Option(
            names = "--key",
            required = true,
            paramLabel = "NAME:BASE64",
            description = "A public key that must have signed each path; may be given several times.")
    private List<String> keys = List.of();

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "The cache, for instance .../cache/NAME; the installation's own where it is left out.")
    private @Nullable String from;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "Another store than this machine's own, as Nix names it.")
    private @Nullable String store;

    @Option(names = "--connections", defaultValue = "16", description = "Requests at once (default: ${DEFAULT-VALUE}).")
    private int connections;

    private final Session session;

    CachePullCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        // The token is for the installation alone; another cache is read without one, and without an installation.
        String cache = from == null ? session.api().url() + "/cache" : Settings.checked("--from", from);
        Optional<String> token = Settings.ifAny(session)
                .filter(own -> own.covers(cache))
                .flatMap(own -> Optional.ofNullable(own.token()));
        long began = System.nanoTime();
        try (var client = new CacheClient(URI.create(cache), token)) {
            var pull = new ClosurePull(
                    client,
                    new LocalStore(new LocalExecutor(), Optional.ofNullable(store)),
                    keys.stream().map(VerifyingKey::parse).toList(),
                    Math.clamp(connections, 1, 64));
            ClosurePull.Pulled done =
                    pull.pull(paths.stream().map(StorePath::parse).toList());
            tell(done, Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not pull the closure: " + e.getMessage() + ".",
                            "Look at the space in the folder for temporary files.")
                    .causedBy(e);
        } catch (IllegalArgumentException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not pull the closure: " + e.getMessage() + ".",
                            "Name full store paths and keys as trusted-public-keys has them.")
                    .causedBy(e);
        }
    }

    private void tell(ClosurePull.Pulled done, Duration took) {
        if (common.json) {
            session.json(Map.of(
                    "paths", done.paths(),
                    "fetched", done.fetched(),
                    "narBytes", done.narBytes(),
                    "requests", done.requests(),
                    "seconds", took.toMillis() / 1000.0));
            return;
        }
        session.out()
                .println(String.format(
                        Locale.ROOT,
                        "%d paths, %d of them fetched (%.1f MB) with %d requests in %.2f s.",
                        done.paths(),
                        done.fetched(),
                        done.narBytes() / 1e6,
                        done.requests(),
                        took.toMillis() / 1000.0));
    }
}
