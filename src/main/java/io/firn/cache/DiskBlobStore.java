package io.firn.cache;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Blobs as files below a folder: written under another name, forced to disk, then moved into place. */
public final class DiskBlobStore implements BlobStore {
    private final Path blobs;
    private final Path drafts;
    private final Supplier<UUID> ids;
    private final Settling settling;

    /** Opens a store and clears away what a dead process left half written; what a living one writes there stays. */
    public DiskBlobStore(Path folder, Supplier<UUID> ids) {
        this.blobs = folder.resolve("blobs");
        this.drafts = folder.resolve("drafts");
        this.ids = ids;
        this.settling = new Settling(folder.resolve("settling"), this::place, ids);
        try {
            Files.createDirectories(blobs);
            Files.createDirectories(drafts);
            try (Stream<Path> left = Files.list(drafts)) {
                for (Path draft : left.toList()) {
                    deleteUnlessWritten(draft);
                }
            }
            settling.replay();
        } catch (IOException e) {
            throw DiskFaults.of("open the blob store in '" + folder + "'", e);
        }
    }

    private static void deleteUnlessWritten(Path draft) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                Files.deleteIfExists(draft);
            }
        } catch (OverlappingFileLockException ours) {
            // another store of this process writes it
        } catch (NoSuchFileException gone) {
            // another process cleared it away, or it became a blob
        }
    }

    @Override
    public Draft begin(String key) {
        Path place = place(key);
        try {
            return new DiskDraft(drafts.resolve(ids.get().toString()), key, place);
        } catch (IOException e) {
            throw DiskFaults.of("start a blob", e);
        }
    }

    @Override
    public InputStream open(String key, long from, long length) {
        try {
            FileChannel channel = FileChannel.open(place(key), StandardOpenOption.READ);
            channel.position(from);
            InputStream all = Channels.newInputStream(channel);
            return from == 0 && length >= channel.size() ? all : new Cut(all, length);
        } catch (NoSuchFileException e) {
            throw BlobKeys.absent(key);
        } catch (IOException e) {
            throw DiskFaults.of("open the blob '" + key + "'", e);
        }
    }

    @Override
    public OptionalLong size(String key) {
        try {
            return OptionalLong.of(Files.size(place(key)));
        } catch (NoSuchFileException absent) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw DiskFaults.of("look at the blob '" + key + "'", e);
        }
    }

    @Override
    public void delete(String key) {
        settling.awaitOwn(key);
        try {
            Files.deleteIfExists(place(key));
        } catch (IOException e) {
            throw DiskFaults.of("delete the blob '" + key + "'", e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile)
                    .map(this::key)
                    .filter(key -> key.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw DiskFaults.of("list the blobs", e);
        }
    }

    @Override
    public void settle(Collection<String> keys) {
        try {
            settling.settle(keys);
        } catch (NoSuchFileException gone) {
            throw Fault.of(FaultCode.NOT_FOUND, "Could not keep blobs: '" + gone.getFile() + "' is gone.");
        } catch (IOException e) {
            throw DiskFaults.of("keep blobs", e);
        }
    }

    /** Forces a file's bytes, or a folder's names, to the disk. */
    static void harden(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The folder that a file of the store lies in. */
    static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "a blob lies in a folder");
    }

    @Override
    public Optional<Path> file(String key) {
        return Optional.of(place(key)).filter(Files::isRegularFile);
    }

    /** {@code nar/abcdef} lies in {@code nar/ab/abcdef}: no folder grows past what file systems like. */
    private Path place(String key) {
        BlobKeys.require(key);
        int slash = key.lastIndexOf('/');
        String name = key.substring(slash + 1);
        return blobs.resolve(key.substring(0, slash))
                .resolve(name.substring(0, Math.min(2, name.length())))
                .resolve(name);
    }

    private String key(Path file) {
        Path relative = blobs.relativize(file);
        int names = relative.getNameCount();
        return relative.subpath(0, names - 2) + "/" + relative.getFileName();
    }
}
