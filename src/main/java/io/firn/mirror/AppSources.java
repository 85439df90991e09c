package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Brings in what an app's own registries have, before a builder asks: builders know hashes and no keys. What those do not have
 * comes from the installation's registries when it is asked for.
 */
@Singleton
public final class AppSources {
    private static final int AT_ONCE = 8;

    private final AppRegistries registries;
    private final Sources sources;

    AppSources(AppRegistries registries, Sources sources) {
        this.registries = registries;
        this.sources = sources;
    }

    /** Fetches the registered files that are not kept yet; a fault says which registry of the app did not give one. */
    public void bring(UUID appId, Collection<SourceFile> files) {
        Map<String, Optional<Base>> bases = new HashMap<>();
        files.forEach(file -> bases.computeIfAbsent(file.registry(), name -> registries.of(appId, name)));
        List<SourceFile> wanted = files.stream()
                .filter(file ->
                        bases.getOrDefault(file.registry(), Optional.empty()).isPresent())
                .filter(file -> !sources.keeps(file))
                .toList();
        var gate = new Semaphore(AT_ONCE);
        var fetched = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (SourceFile file : wanted) {
                Base base =
                        bases.getOrDefault(file.registry(), Optional.empty()).orElseThrow();
                fetched.add(threads.submit(() -> {
                    gate.acquire();
                    try {
                        bring(file, base);
                        return null;
                    } finally {
                        gate.release();
                    }
                }));
            }
            for (Future<?> one : fetched) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not fetch from an app's registry: the service stops.")
                    .causedBy(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Fault fault ? fault : new IllegalStateException(e.getCause());
        }
    }

    /** Registries answer for strangers' packages as they like; a public one is not lost by that. */
    private void bring(SourceFile file, Base base) {
        try {
            sources.bring(file, base);
        } catch (Fault refused) {
            try {
                sources.get(file.algorithm(), file.hex());
            } catch (Fault nowhere) {
                throw Fault.of(FaultCode.BUILD_FAILED, refused.sentence(), OwnFirst.hint(file.registry(), base));
            }
        }
    }
}
