package io.firn.exec;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import io.firn.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One command on one channel of a link, from its start to its exit status. */
final class SshRun {
    private static final Duration PATIENCE_WITH_CLOSE = Duration.ofSeconds(1);
    private static final Map<String, Integer> SIGNALS =
            Map.of("HUP", 1, "INT", 2, "QUIT", 3, "ABRT", 6, "KILL", 9, "SEGV", 11, "PIPE", 13, "TERM", 15);

    private final SshLink link;
    private final Command command;
    private final OutputSink sink;
    private final String place;
    private final SshDoor door;
    private final SshOutput output = new SshOutput();
    private final ErrorTail err = new ErrorTail();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final @Nullable PaceWatch pace;
    private volatile boolean tooLong;
    private volatile boolean stalled;
    private volatile boolean unanswered;
    private volatile @Nullable IOException inputFailed;

    SshRun(SshLink link, Command command, OutputSink sink, String place, SshDoor door) {
        this.door = door;
        Pace least = command.pace();
        this.pace = least == null ? null : new PaceWatch(least);
        this.link = link;
        this.command = command;
        this.sink = sink;
        this.place = place;
    }

    Result toEnd() {
        long start = System.nanoTime();
        ChannelExec channel = SshExecutor.start(link, command, place, door);
        try {
            channel.setOutputStream(output);
            channel.setErrStream(err, true);
            byte[] header = door.header(command);
            boolean feeds = command.stdin() != null || header.length > 0;
            @Nullable OutputStream input = feeds ? channel.getOutputStream() : null;
            channel.connect(link.connectMillis());
            limit(channel);
            watchPace(channel);
            if (input != null) {
                feed(input, header);
            }
            pump();
            return new Result(exitOf(channel), new byte[0], err.text(command.secrets()), since(start));
        } catch (IOException | JSchException failed) {
            throw why(failed);
        } finally {
            ended.countDown();
            output.abandon();
            disconnect(channel);
        }
    }

    /** Takes all output; the sink's own failure stops the command and is what the caller sees. */
    private void pump() throws IOException {
        @Nullable PaceWatch watch = paceOf(Pace.Flow.OUT);
        for (byte[] piece = next(watch); piece != null; piece = next(watch)) {
            sink.accept(piece, 0, piece.length);
        }
    }

    private byte @Nullable [] next(@Nullable PaceWatch watch) throws IOException {
        if (watch == null) {
            return output.next();
        }
        watch.waiting();
        byte[] piece = output.next();
        if (piece == null) {
            watch.ended();
        } else {
            watch.moved(piece.length);
        }
        return piece;
    }

    private @Nullable PaceWatch paceOf(Pace.Flow flow) {
        Pace least = command.pace();
        return least != null && least.flow() == flow ? pace : null;
    }

    private void watchPace(ChannelExec channel) {
        PaceWatch watch = pace;
        if (watch == null) {
            return;
        }
        Thread.ofVirtual().name("ssh-pace").start(() -> {
            try {
                while (!ended.await(1, TimeUnit.SECONDS)) {
                    if (watch.stalled()) {
                        stalled = true;
                        link.sever();
                        disconnect(channel);
                        return;
                    }
                    if (watch.unanswered()) {
                        unanswered = true;
                        kill(channel);
                        disconnect(channel);
                        return;
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private int exitOf(ChannelExec channel) throws IOException {
        // The end of output comes before the exit status, which comes before the close.
        long deadline = System.nanoTime() + link.connectMillis() * 1_000_000L;
        while (!channel.isClosed() && link.alive() && !tooLong && System.nanoTime() < deadline) {
            pause(2);
        }
        IOException unread = inputFailed;
        if (unread != null) {
            throw unread;
        }
        if (tooLong) {
            throw Messages.tooLong(command, place, command.timeout());
        }
        if (stalled) {
            throw tooSlow();
        }
        if (unanswered) {
            throw noAnswer();
        }
        String signal = channel.getExitSignal();
        if (signal != null && !signal.isEmpty()) {
            return 128 + SIGNALS.getOrDefault(signal, 0);
        }
        int exit = channel.getExitStatus();
        if (exit < 0) {
            throw Messages.lost(command, place, link.reason());
        }
        return exit;
    }

    private void limit(ChannelExec channel) {
        Thread.ofVirtual().name("ssh-limit").start(() -> {
            try {
                if (!ended.await(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                    tooLong = true;
                    kill(channel);
                    disconnect(channel);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The far process is told to die: without a terminal nothing else would end one that prints nothing. */
    private void kill(ChannelExec channel) {
        orSever(() -> {
            try {
                channel.sendSignal("KILL");
            } catch (Exception gone) {
                link.sever();
            }
        });
    }

    private void disconnect(ChannelExec channel) {
        if (channel.isConnected()) {
            orSever(channel::disconnect);
        }
    }

    /** A courtesy that a stuck connection may not hold up: it waits for the lock of a write that never ends. */
    private void orSever(Runnable courtesy) {
        Thread polite = Thread.ofVirtual().start(courtesy);
        try {
            if (!polite.join(PATIENCE_WITH_CLOSE)) {
                link.sever();
            }
        } catch (InterruptedException stopped) {
            link.sever();
            Thread.currentThread().interrupt();
        }
    }

    private void feed(OutputStream input, byte[] header) {
        Thread.ofVirtual().name("ssh-input").start(() -> {
            try (input;
                    InputStream from = command.openStdin().orElseGet(InputStream::nullInputStream)) {
                input.write(header);
                input.flush();
                send(from, input);
            } catch (IOException farEndStoppedReading) {
                // Its exit status tells why; a failure to read our own side is kept by read().
            }
        });
    }

    private void send(InputStream from, OutputStream input) throws IOException {
        @Nullable PaceWatch watch = paceOf(Pace.Flow.IN);
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = read(from, buffer)) >= 0) {
            if (watch != null) {
                watch.waiting();
            }
            input.write(buffer, 0, count);
            input.flush();
            if (watch != null) {
                watch.moved(count);
            }
        }
        if (watch != null) {
            watch.sent();
        }
    }

    private int read(InputStream from, byte[] buffer) throws IOException {
        try {
            return from.read(buffer);
        } catch (IOException failed) {
            inputFailed = failed;
            throw failed;
        }
    }

    private Fault why(Exception failed) {
        if (tooLong) {
            return Messages.tooLong(command, place, command.timeout()).causedBy(failed);
        }
        if (stalled) {
            return tooSlow().causedBy(failed);
        }
        if (unanswered) {
            return noAnswer().causedBy(failed);
        }
        String reason = link.alive() ? String.valueOf(failed.getMessage()) : link.reason();
        return Messages.lost(command, place, reason).causedBy(failed);
    }

    private Fault tooSlow() {
        return Messages.lost(command, place, "the connection carried less than " + command.pace());
    }

    private Fault noAnswer() {
        return Messages.lost(command, place, "it did not end though it had been sent all that it reads");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
