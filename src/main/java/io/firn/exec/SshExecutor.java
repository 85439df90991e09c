package io.firn.exec;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import io.firn.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands on one machine over SSH. Short commands share one connection with few channels. A command that streams or
 * reads input gets a connection to itself for as long as it runs, because the SSH library delivers all channels of a
 * connection from one thread: a slow reader of a NAR would hold up every heartbeat beside it.
 */
public final class SshExecutor implements Executor, AutoCloseable {
    private static final int CHANNELS = 6;
    private static final int SPARE_LINKS = 2;

    private final SshPeer peer;
    private final Path key;
    private final SshTimings timings;
    private final SshDoor door;
    private final Semaphore channels = new Semaphore(CHANNELS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Spare> spares = new ArrayDeque<>();
    private @Nullable SshLink shared;

    private record Spare(SshLink link, long since) {}

    /** Connects when first used, and again whenever the connection was lost. */
    public SshExecutor(SshPeer peer, Path key, SshTimings timings) {
        this(peer, key, timings, SshDoor.SHELL);
    }

    /** As the other, for a machine that takes what it is to run in another way. */
    public SshExecutor(SshPeer peer, Path key, SshTimings timings, SshDoor door) {
        this.peer = peer;
        this.key = key;
        this.timings = timings;
        this.door = door;
    }

    @Override
    public String place() {
        return peer.toString();
    }

    @Override
    public Result run(Command command) {
        if (command.stdin() != null) {
            var captured = new Captured(command, place());
            Result result = stream(command, captured);
            return new Result(result.exit(), captured.bytes(), result.err(), result.took());
        }
        if (!acquire(command.timeout())) {
            throw Messages.lost(command, place(), "all its " + CHANNELS + " channels are busy");
        }
        try {
            var captured = new Captured(command, place());
            Result result = new SshRun(sharedLink(), command, captured, place(), door).toEnd();
            return new Result(result.exit(), captured.bytes(), result.err(), result.took());
        } finally {
            channels.release();
        }
    }

    @Override
    public Result stream(Command command, OutputSink sink) {
        SshLink link = ownLink();
        boolean whole = false;
        try {
            Result result = new SshRun(link, command, sink, place(), door).toEnd();
            whole = true;
            return result;
        } finally {
            if (whole) {
                keep(link);
            } else {
                link.close();
            }
        }
    }

    /** Closes every connection; running commands end with {@code UNAVAILABLE}. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (shared != null) {
                shared.close();
                shared = null;
            }
            spares.forEach(spare -> spare.link().close());
            spares.clear();
        } finally {
            lock.unlock();
        }
    }

    private boolean acquire(Duration limit) {
        try {
            return channels.tryAcquire(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private SshLink sharedLink() {
        lock.lock();
        try {
            SshLink link = shared;
            if (link == null || !link.alive()) {
                link = SshLink.open(peer, key, timings);
                shared = link;
            }
            return link;
        } finally {
            lock.unlock();
        }
    }

    private SshLink ownLink() {
        lock.lock();
        try {
            closeIdle();
            while (!spares.isEmpty()) {
                SshLink link = spares.pop().link();
                if (link.alive()) {
                    return link;
                }
                link.close();
            }
        } finally {
            lock.unlock();
        }
        return SshLink.open(peer, key, timings);
    }

    private void keep(SshLink link) {
        lock.lock();
        try {
            closeIdle();
            if (link.alive() && spares.size() < SPARE_LINKS) {
                spares.push(new Spare(link, System.nanoTime()));
            } else {
                link.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeIdle() {
        long now = System.nanoTime();
        spares.removeIf(spare -> {
            boolean old = now - spare.since() > timings.idle().toNanos();
            if (old) {
                spare.link().close();
            }
            return old;
        });
    }

    /** Opens a channel for a command; package-private so that {@link SshRun} reads as one story. */
    static ChannelExec start(SshLink link, Command command, String place, SshDoor door) {
        try {
            ChannelExec channel = link.channel();
            channel.setCommand(door.line(command).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return channel;
        } catch (JSchException failed) {
            Fault lost = Messages.lost(command, place, link.reason());
            throw lost.causedBy(failed);
        }
    }
}
