package io.firn.cache;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps byte strings under keys ({@code nar/<name>}). A blob is there whole or not at all, and never changes. No space left is
 * a {@code NO_CAPACITY} fault, and leaves nothing behind.
 */
public interface BlobStore {

    /** Starts a blob; nothing is visible under the key before its commit. */
    Draft begin(String key);

    /** Opens the bytes from an offset on, at most so many; {@code NOT_FOUND} where there is no such blob. */
    InputStream open(String key, long from, long length);

    /** The bytes of a blob, or empty where there is none. */
    OptionalLong size(String key);

    /** Deletes a blob; one that is not there is no fault. */
    void delete(String key);

    /** Keys that begin with the prefix. */
    List<String> list(String prefix);

    /** A file with exactly the blob's bytes, where the store has one: servers send such a file without copying it. */
    Optional<Path> file(String key);

    /**
     * An address under which anybody may read the blob for a while without passing through this service; empty where the store
     * gives none or the operator does not want it.
     */
    default Optional<URI> download(String key, Duration valid) {
        return Optional.empty();
    }

    /** Leave to put exactly so many bytes under a key for a while, straight into the store; empty where it gives none. */
    default Optional<DirectUpload> upload(String key, long length, Duration valid) {
        return Optional.empty();
    }

    /** Makes blobs durable that were committed unsettled. */
    default void settle(Collection<String> keys) {}

    /** Deletes what writers that are gone left half written, where it is older than the age. */
    default void sweep(Duration age) {}

    /** A blob that is being written; closing it without a commit leaves nothing. */
    interface Draft extends AutoCloseable {
        /** Where the bytes go; closing it does nothing. */
        OutputStream stream();

        /** Makes what was written durable and visible under the key; a key that is taken is a {@code CONFLICT}. */
        void commit();

        /** As {@link #commit()}, but durable only after {@link BlobStore#settle}; for many small blobs that count together. */
        default void commitUnsettled() {
            commit();
        }

        @Override
        void close();
    }
}
