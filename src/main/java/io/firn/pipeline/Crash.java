package io.firn.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Ends the process at a chosen point, once: how the tests show that a crash there loses nothing and doubles nothing. Without
 * the setting it does nothing.
 */
final class Crash {
    private final Optional<String> at;
    private final Path marker;

    Crash(Optional<String> at, Path folder) {
        this.at = at;
        this.marker = folder.resolve(
                "crashed-" + at.orElse("never").replaceAll("[^a-z:-]", "").replace(':', '-'));
    }

    void before(String step) {
        point("before:" + step);
    }

    void after(String step) {
        point("after:" + step);
    }

    private void point(String here) {
        if (at.isEmpty() || !at.get().equals(here)) {
            return;
        }
        try {
            Files.createFile(marker);
        } catch (FileAlreadyExistsException once) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().halt(137);
    }
}
