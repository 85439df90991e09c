package io.firn.work;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.quarkus.runtime.Shutdown;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who this instance is: an id in its data folder, held under a lock for as long as the process lives. So a restarted instance
 * is the same one and may take its own leases back at once, and a second one cannot pretend to be it.
 */
@Singleton
final class InstanceId {
    private static final Logger LOG = Logger.getLogger(InstanceId.class);

    private final String id;
    private final FileChannel channel;

    InstanceId(WorkSettings settings, Supplier<UUID> ids) {
        Path file = settings.dir().resolve("instance-id");
        try {
            Files.createDirectories(settings.dir());
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                throw Fault.of(
                        FaultCode.CONFLICT,
                        "Could not start: the folder '" + settings.dir() + "' is in use by another Firn that runs.",
                        "Stop that one, or give this one a data folder of its own with firn.data-dir.");
            }
            id = readOrMake(channel, ids);
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not use the folder '" + settings.dir() + "': " + e.getMessage() + ".",
                            "Look at the permissions and the free space there.")
                    .causedBy(e);
        }
    }

    /** Claimed before any work begins: a second instance on the same folder does not start. */
    void claim(@Observes @Priority(50) StartupEvent start) {
        LOG.infof("This is instance %s.", id);
    }

    String value() {
        return id;
    }

    @Shutdown
    void release() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String readOrMake(FileChannel channel, Supplier<UUID> ids) throws IOException {
        var buffer = ByteBuffer.allocate(64);
        channel.read(buffer, 0);
        String known = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
        if (known.length() == 36) {
            return known;
        }
        String fresh = ids.get().toString();
        channel.write(ByteBuffer.wrap((fresh + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(true);
        return fresh;
    }
}
