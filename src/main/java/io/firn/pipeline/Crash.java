package io.firn.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends the process at a chosen point of a run, once for each run: how the tests show that a crash there loses nothing and
 * doubles nothing. Without the setting it does nothing.
 */
final class Crash {
    private final Optional<String> at;
    private final Path folder;

    Crash(Optional<String> at, Path folder) {
        this.at = at;
        this.folder = folder;
    }

    void before(UUID run, String step) {
        point(run, "before", step);
    }

    void after(UUID run, String step) {
        point(run, "after", step);
    }

    private void point(UUID run, String side, String step) {
        if (!at.equals(Optional.of(side + ":" + step))) {
            return;
        }
        try {
            Files.createFile(folder.resolve("crashed-" + run + "-" + side + "-" + step));
        } catch (FileAlreadyExistsException once) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().halt(137);
    }
}
