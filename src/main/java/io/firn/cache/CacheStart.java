package io.firn.cache;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Opens the cache's store and clears away what an earlier life left half done. */
@Singleton
final class CacheStart {
    private static final Logger LOG = Logger.getLogger(CacheStart.class);

    @Produces
    @Singleton
    BlobStore blobs(CacheSettings settings, StorageSettings storage, Supplier<UUID> ids, Clock clock) {
        return switch (storage.store()) {
            case DISK -> new DiskBlobStore(settings.folder(), ids);
            case S3 -> {
                var bucket = new S3BlobStore(storage, ids, clock);
                bucket.check();
                yield bucket;
            }
        };
    }

    void close(@Disposes BlobStore blobs) throws Exception {
        if (blobs instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    void onStart(@Observes StartupEvent event, Cache cache, Keys keys, Resigning resigning) {
        cache.sweep();
        keys.withSeveral().forEach(resigning::begin);
        LOG.infof("The cache signs with the key %s", cache.publicKey());
    }
}
