package io.firn.exec;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.zeroturnaround.exec.InvalidExitValueException;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.StartedProcess;

/**
 * Runs commands on this machine. Each leads a session of its own where {@code setsid} is there, so that a time-out ends all
 * that it started, children whose parent has already died included.
 */
public final class LocalExecutor implements Executor {
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    @Override
    public String place() {
        return "this machine";
    }

    @Override
    public Result run(Command command) {
        var captured = new Captured(command, place());
        Result result = stream(command, captured);
        return new Result(result.exit(), captured.bytes(), result.err(), result.took());
    }

    @Override
    public Result stream(Command command, OutputSink sink) {
        long start = System.nanoTime();
        var err = new ErrorTail();
        var failure = new AtomicReference<@Nullable Exception>();
        try (InputStream input = command.openStdin().orElse(InputStream.nullInputStream())) {
            StartedProcess started = new ProcessExecutor()
                    .command(argv(command))
                    .environment(command.env())
                    .redirectErrorStream(false)
                    .streams(new Pumps(guarded(sink, failure), err, input))
                    .closeTimeout(2, TimeUnit.SECONDS)
                    .start();
            int exit = await(command, started, failure);
            return new Result(
                    exit, new byte[0], err.text(command.secrets()), Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException failed) {
            throw Fault.of(
                            FaultCode.UNAVAILABLE,
                            "Could not start '" + Messages.program(command) + "' on " + place()
                                    + ": it is not there or may not be run.",
                            "Install it, or see that it is on the PATH of the service.")
                    .causedBy(failed);
        }
    }

    private int await(Command command, StartedProcess started, AtomicReference<@Nullable Exception> failure) {
        Process process = started.getProcess();
        long deadline = System.nanoTime() + command.timeout().toNanos();
        try {
            while (true) {
                try {
                    int exit =
                            started.getFuture().get(50, TimeUnit.MILLISECONDS).getExitValue();
                    rethrow(failure.get());
                    return exit;
                } catch (TimeoutException running) {
                    if (failure.get() != null || System.nanoTime() > deadline) {
                        killTree(process);
                        rethrow(failure.get());
                        throw Messages.tooLong(command, place(), command.timeout());
                    }
                }
            }
        } catch (InterruptedException stopped) {
            killTree(process);
            Thread.currentThread().interrupt();
            throw Messages.lost(command, place(), "Firn is stopping").causedBy(stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof InvalidExitValueException invalid) {
                return invalid.getExitValue();
            }
            killTree(process);
            rethrow(failure.get());
            throw Messages.lost(command, place(), "its output could not be read")
                    .causedBy(failed);
        }
    }

    private static void rethrow(@Nullable Exception failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw Fault.of(FaultCode.UNAVAILABLE, "Could not take a command's output: " + failure.getMessage() + ".")
                    .causedBy(failure);
        }
    }

    private static OutputStream guarded(OutputSink sink, AtomicReference<@Nullable Exception> failure) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    sink.accept(bytes, offset, length);
                } catch (IOException | RuntimeException stop) {
                    failure.compareAndSet(null, stop);
                    throw stop;
                }
            }
        };
    }

    private static List<String> argv(Command command) {
        if (!Files.isExecutable(SETSID) || !onPath(command.argv().getFirst())) {
            return command.argv();
        }
        var argv = new ArrayList<String>(command.argv().size() + 1);
        argv.add(SETSID.toString());
        argv.addAll(command.argv());
        return argv;
    }

    /** Where the program is missing, its own start must fail, not that of setsid. */
    private static boolean onPath(String program) {
        if (program.indexOf('/') >= 0) {
            return Files.isExecutable(Path.of(program));
        }
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static void killTree(Process process) {
        List<ProcessHandle> tree = new ArrayList<>(process.descendants().toList());
        try {
            // A negative id names the session's process group; it also reaches orphans that are nobody's descendants
            // now.
            new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
                    .redirectErrorStream(true)
                    .start()
                    .waitFor(2, TimeUnit.SECONDS);
        } catch (IOException noKill) {
            // The tree as it was seen is ended below.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        tree.addAll(process.descendants().toList());
        process.destroyForcibly();
        tree.forEach(ProcessHandle::destroyForcibly);
    }
}
