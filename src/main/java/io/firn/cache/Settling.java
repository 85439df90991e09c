package io.firn.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Makes the files of a {@link DiskBlobStore} durable. Large ones are forced to the disk each; many small ones by one
 * {@link SettlingLog}, and each by itself afterwards, while nobody waits.
 */
final class Settling {
    private static final Logger LOG = Logger.getLogger(Settling.class);
    private static final int AT_ONCE = 16;

    /** Below this a file costs more by its own wait for the disk than by being written twice. */
    private static final int SMALL = 128 << 10;

    private static final int FEW = 8;

    /** Bytes that one log holds at most; they are in memory while it is written. */
    private static final long LOG_BYTES = 16L << 20;

    private static final int LOGS = 4;

    private final Path folder;
    private final Function<String, Path> place;
    private final Supplier<UUID> ids;
    private final Semaphore logs = new Semaphore(LOGS);
    private final Map<String, CountDownLatch> open = new ConcurrentHashMap<>();

    Settling(Path folder, Function<String, Path> place, Supplier<UUID> ids) {
        this.folder = folder;
        this.place = place;
        this.ids = ids;
    }

    /** Puts back what the disk lost of blobs that were said to be durable before the machine went down. */
    void replay() throws IOException {
        Files.createDirectories(folder);
        SettlingLog.replay(folder, entries -> {
            Set<Path> folders = new HashSet<>();
            for (SettlingLog.Entry entry : entries) {
                Path file = place.apply(entry.key());
                if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), entry.bytes())) {
                    Files.createDirectories(DiskBlobStore.folder(file));
                    Files.write(file, entry.bytes());
                }
                DiskBlobStore.harden(file);
                folders.add(DiskBlobStore.folder(file));
            }
            for (Path one : folders) {
                DiskBlobStore.harden(one);
            }
        });
    }

    /** When it returns, the blobs outlive a machine that goes down. */
    void settle(Collection<String> keys) throws IOException {
        List<String> each = new ArrayList<>();
        List<String> together = new ArrayList<>();
        long bytes = 0;
        for (String key : keys) {
            long size = Files.size(place.apply(key));
            boolean small = size <= SMALL && bytes + size <= LOG_BYTES;
            bytes += small ? size : 0;
            (small ? together : each).add(key);
        }
        if (together.size() < FEW || !logs.tryAcquire()) {
            harden(keys);
            return;
        }
        begin(together);
        harden(each);
    }

    /** Waits until a blob needs no log any more: a log must not bring back what was deleted. */
    void awaitOwn(String key) {
        CountDownLatch latch = open.get(key);
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void begin(List<String> keys) throws IOException {
        SettlingLog log;
        try {
            var entries = new ArrayList<SettlingLog.Entry>();
            for (String key : keys) {
                entries.add(new SettlingLog.Entry(key, Files.readAllBytes(place.apply(key))));
            }
            log = SettlingLog.write(folder.resolve(ids.get().toString()), entries);
        } catch (IOException | RuntimeException e) {
            logs.release();
            throw e;
        }
        var latch = new CountDownLatch(1);
        keys.forEach(key -> open.put(key, latch));
        Thread.ofVirtual().name("firn-settling").start(() -> {
            try (log) {
                // What another control plane has deleted meanwhile needs no disk any more.
                harden(keys.stream()
                        .filter(key -> Files.exists(place.apply(key)))
                        .toList());
                log.forget();
            } catch (IOException e) {
                LOG.warnf("Blobs stay in the log '%s' until the next start: %s", folder, e.getMessage());
            } finally {
                keys.forEach(key -> open.remove(key, latch));
                latch.countDown();
                logs.release();
            }
        });
    }

    /** The files first, then their folders; several at once, for the disk gathers what comes together. */
    private void harden(Collection<String> keys) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        List<Path> files = keys.stream().map(place).toList();
        Set<Path> folders = new HashSet<>();
        files.forEach(file -> folders.add(DiskBlobStore.folder(file)));
        try (var threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("firn-settle-", 0).factory())) {
            for (Collection<Path> some : List.of(files, folders)) {
                List<Future<?>> all = new ArrayList<>();
                some.forEach(path -> all.add(threads.submit(() -> {
                    DiskBlobStore.harden(path);
                    return path;
                })));
                for (Future<?> one : all) {
                    one.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while blobs were settled");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e);
        }
    }
}
