package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Deletes many blobs, a few at a time: a store behind a network takes its time for each. */
final class BlobDeletion {
    private static final int AT_ONCE = 8;

    private final BlobStore blobs;

    BlobDeletion(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** Comes back when all are gone, or with the first fault when all were tried. */
    void delete(Collection<String> keys) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("blob-deletion-", 0).factory())) {
            var all = keys.stream()
                    .map(key -> threads.submit(() -> blobs.delete(key)))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not delete blobs: the service is stopping.")
                    .causedBy(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Fault fault ? fault : new IllegalStateException(e);
        }
    }
}
