package io.firn.mirror;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What registries say of packages, as of now; the app's own registry is asked first, with its key. Nothing of it is kept, for what was chosen
 * by it stands in a lock file.
 */
@Singleton
final class Documents {
    private final AppRegistries own;
    private final Registries registries;
    private final MirrorSettings settings;
    private final Download download;

    Documents(AppRegistries own, Registries registries, MirrorSettings settings) {
        this.own = own;
        this.registries = registries;
        this.settings = settings;
        this.download = new Download(settings.timeout());
    }

    /** A fault where nobody could be asked. */
    void require(UUID appId, String registry) {
        if (own.of(appId, registry).isEmpty()) {
            registries.of(registry);
        }
    }

    /**
     * What a registry gave.
     *
     * @param base the address below which it lies
     */
    record Document(Base base, InputStream content) {}

    /**
     * A document of a registry, for an app; empty where there is none.
     *
     * @param file path below the registry's base address
     * @param accept forms in which it may be
     */
    Optional<InputStream> open(UUID appId, String registry, String file, String accept) {
        return find(appId, registry, file, accept).map(Document::content);
    }

    /** As above, with where it was found. */
    Optional<Document> find(UUID appId, String registry, String file, String accept) {
        if (settings.offline()) {
            throw Fault.of(
                    FaultCode.UNAVAILABLE,
                    "Could not ask the registry " + registry + " for '" + file + "': firn.sources.offline is set.",
                    "Commit a lock file, or resolve where there is a network.");
        }
        Optional<Base> base = own.of(appId, registry);
        if (base.isEmpty()) {
            return find(registries.of(registry), registry, file, accept);
        }
        return OwnFirst.ask(
                base.get(),
                registry,
                file,
                () -> from(base.get(), file, accept),
                () -> find(registries.orNone(registry), registry, file, accept));
    }

    private Optional<Document> from(Base base, String file, String accept) throws IOException {
        return download.open(base, file, accept).map(content -> new Document(base, content));
    }

    private Optional<Document> find(List<Base> bases, String registry, String file, String accept) {
        IOException last = null;
        for (Base base : bases) {
            try {
                Optional<Document> document = from(base, file, accept);
                if (document.isPresent()) {
                    return document;
                }
            } catch (IOException e) {
                last = e;
            }
        }
        if (last != null) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not ask the registry " + registry + " for '" + file + "': " + last.getMessage()
                                    + ".",
                            "Try again later, or set firn.mirror." + registry + " to another address.")
                    .causedBy(last);
        }
        return Optional.empty();
    }
}
