package io.firn.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** Runs one line as {@code sh -c}; each of its streams has its own thread, as under a real sshd. */
final class ShellForTests implements Command {
    private final String line;
    private final @Nullable String forced;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback exit;
    private @Nullable Process process;

    ShellForTests(String line, @Nullable String forced) {
        this.line = line;
        this.forced = forced;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        var builder = new ProcessBuilder("/bin/sh", "-c", forced == null ? line : "exec " + forced);
        builder.environment().put("SSH_ORIGINAL_COMMAND", line);
        Process started = builder.start();
        process = started;
        Thread.ofVirtual().start(() -> copy(Objects.requireNonNull(in), started.getOutputStream(), true));
        Thread errors =
                Thread.ofVirtual().start(() -> copy(started.getErrorStream(), Objects.requireNonNull(err), false));
        Thread.ofVirtual().start(() -> {
            copy(started.getInputStream(), Objects.requireNonNull(out), false);
            try {
                errors.join();
                Objects.requireNonNull(exit).onExit(started.waitFor());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void destroy(ChannelSession channel) {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    private static void copy(InputStream from, OutputStream to, boolean close) {
        byte[] buffer = new byte[16 * 1024];
        try {
            int count;
            while ((count = from.read(buffer)) >= 0) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } catch (IOException ended) {
            // One side is gone.
        } finally {
            if (close) {
                try {
                    to.close();
                } catch (IOException gone) {
                    // It is closed.
                }
            }
        }
    }
}
