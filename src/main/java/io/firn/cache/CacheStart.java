package io.firn.cache;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Opens the cache's store and clears away what an earlier life left half done. */
@Singleton
final class CacheStart {
    private static final Logger LOG = Logger.getLogger(CacheStart.class);

    @Produces
    @Singleton
    BlobStore blobs(CacheSettings settings, Supplier<UUID> ids) {
        return new DiskBlobStore(settings.folder(), ids);
    }

    void onStart(@Observes StartupEvent event, Cache cache, Keys keys, Resigning resigning) {
        cache.sweep();
        keys.withSeveral().forEach(resigning::begin);
        LOG.infof("The cache signs with the key %s", cache.publicKey());
    }
}
