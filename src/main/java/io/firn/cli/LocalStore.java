package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.nix.NixExport;
import io.firn.nix.StorePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Nix store of this machine, through {@code nix-store}. */
final class LocalStore {
    private static final int PATHS_A_CALL = 500;
    private static final int BUFFER = 1 << 17;

    private final List<String> command;

    /** Another store than the machine's own is named as Nix names it: a folder, {@code local?root=…}. */
    LocalStore(Optional<String> store) {
        var words = new ArrayList<String>(List.of("nix-store"));
        store.ifPresent(name -> words.addAll(List.of("--store", name)));
        this.command = List.copyOf(words);
    }

    /** Those of the paths that the store does not have. */
    Set<StorePath> invalid(Collection<StorePath> paths) {
        Set<StorePath> invalid = new LinkedHashSet<>();
        List<StorePath> all = List.copyOf(paths);
        for (int from = 0; from < all.size(); from += PATHS_A_CALL) {
            var words = new ArrayList<String>(command);
            words.addAll(List.of("--check-validity", "--print-invalid"));
            all.subList(from, Math.min(all.size(), from + PATHS_A_CALL)).forEach(path -> words.add(path.toString()));
            output(words).lines().map(StorePath::parse).forEach(invalid::add);
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
        var words = new ArrayList<String>(command);
        words.add("--import");
        Path said = temporary();
        try {
            Process process = new ProcessBuilder(words)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(said.toFile())
                    .start();
            try (OutputStream raw = process.getOutputStream();
                    OutputStream out = new BufferedOutputStream(raw, BUFFER);
                    NixExport export = new NixExport(out)) {
                writer.writeTo(export);
            } catch (IOException | RuntimeException e) {
                process.destroy();
                process.onExit().join();
                String why = Files.readString(said).strip();
                throw e instanceof Fault fault && why.isEmpty() ? fault : failed(why.isEmpty() ? String.valueOf(e.getMessage()) : why);
            }
            if (process.onExit().join().exitValue() != 0) {
                throw failed(Files.readString(said).strip());
            }
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage())).causedBy(e);
        } finally {
            delete(said);
        }
    }

    private static String output(List<String> words) {
        Path said = temporary();
        try {
            Process process =
                    new ProcessBuilder(words).redirectError(said.toFile()).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw failed(Files.readString(said).strip());
            }
            return text;
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage())).causedBy(e);
        } finally {
            delete(said);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("firn-nix", ".txt");
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // A small text in the folder for temporary files.
        }
    }

    private static Fault failed(String why) {
        return Fault.of(
                FaultCode.UNAVAILABLE,
                "Could not use the Nix store of this machine: " + why + ".",
                "Look at whether nix-store works here, and whether you may write to the store.");
    }
}
