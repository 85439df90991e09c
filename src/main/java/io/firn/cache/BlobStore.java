package io.firn.cache;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps byte strings under keys ({@code nar/<name>}). A blob is there whole or not at all, and never changes. No space left is
 * a {@code NO_CAPACITY} fault, and leaves nothing behind.
 */
public interface BlobStore {

    /** Starts a blob; nothing is visible before its commit. */
    Draft begin();

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

    /** A blob that is being written; closing it without a commit leaves nothing. */
    interface Draft extends AutoCloseable {
        /** Where the bytes go; closing it does nothing. */
        OutputStream stream();

        /** Makes what was written durable and visible under the key. */
        void commit(String key);

        @Override
        void close();
    }
}
