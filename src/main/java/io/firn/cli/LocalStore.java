package io.firn.cli;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NixExport;
import io.firn.nix.StorePath;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The Nix store of this machine, through {@code nix-store}. */
final class LocalStore {
    private static final int PATHS_A_CALL = 500;
    private static final int BUFFER = 1 << 20;
    private static final int PIECE = 1 << 16;
    private static final Duration IMPORT = Duration.ofHours(2);
    private static final String COULD_NOT = "use the Nix store of this machine";
    private static final String HINT = "Look at whether nix-store works here, and whether you may write to the store.";

    private final Executor here;
    private final Command command;

    /** Another store than the machine's own is named as Nix names it: a folder, {@code local?root=…}. */
    LocalStore(Executor here, Optional<String> store) {
        this.here = here;
        this.command =
                store.map(name -> Command.of("nix-store", "--store", name)).orElseGet(() -> Command.of("nix-store"));
    }

    /** Those of the paths that the store does not have. */
    Set<StorePath> invalid(Collection<StorePath> paths) {
        Set<StorePath> invalid = new LinkedHashSet<>();
        List<StorePath> all = List.copyOf(paths);
        for (int from = 0; from < all.size(); from += PATHS_A_CALL) {
            var arguments = new ArrayList<String>(List.of("--check-validity", "--print-invalid"));
            all.subList(from, Math.min(all.size(), from + PATHS_A_CALL))
                    .forEach(path -> arguments.add(path.toString()));
            here.run(command.with(arguments.toArray(String[]::new)))
                    .orFail(COULD_NOT, HINT)
                    .text()
                    .lines()
                    .map(StorePath::parse)
                    .forEach(invalid::add);
        }
        return invalid;
    }

    /** Writes paths into an export stream that the store takes in. */
    @FunctionalInterface
    interface Writer {
        void writeTo(NixExport export) throws IOException;
    }

    /** Brings paths in; each must come after those that it refers to. A writer that fails leaves what came whole before. */
    void take(Writer writer) {
        try {
            CompletableFuture<Void> written;
            Result result;
            try (var input = new PipedInputStream(BUFFER)) {
                var output = new PipedOutputStream(input);
                written = CompletableFuture.runAsync(() -> write(writer, output));
                result = here.run(command.with("--import").within(IMPORT).withStdin(() -> input));
            }
            if (!result.ok() && !result.err().isBlank() && !written.isCompletedExceptionally()) {
                throw failed(result.err().strip());
            }
            written.join();
            result.orFail(COULD_NOT, HINT);
        } catch (CompletionException e) {
            throw e.getCause() instanceof Fault fault ? fault : e;
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static Fault failed(String why) {
        return Fault.of(FaultCode.UNAVAILABLE, "Could not " + COULD_NOT + ": " + why + ".", HINT);
    }

    /** A stream that breaks off has no end mark: the store refuses its last path, and nothing half comes in. */
    private static void write(Writer writer, OutputStream output) {
        try (output) {
            var export = new NixExport(new Prompt(output));
            writer.writeTo(export);
            export.close();
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** Gathers small pieces, and wakes the pipe's reader with each that goes out: else it would look only once a second. */
    private static final class Prompt extends BufferedOutputStream {
        Prompt(OutputStream pipe) {
            super(
                    new FilterOutputStream(pipe) {
                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            out.write(bytes, offset, length);
                            out.flush();
                        }
                    },
                    PIECE);
        }
    }
}
