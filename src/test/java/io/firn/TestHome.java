package io.firn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder of one test run's servers. It holds an empty file whose name tells the process it belongs to, so the next run can
 * end and delete what a killed one left. Whoever renames that file to its own process has the folder to itself: of several
 * that sweep at once, one gets it, and one that is killed while it sweeps leaves what the next can take over.
 */
public final class TestHome {
    static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private static final String PREFIX = "firn-test-";
    private static final String OWNER = "owner-";

    private TestHome() {}

    /** A new folder of this process below the temporary folder; every account may pass through it. */
    public static Path fresh() throws IOException {
        return in(TEMPORARY);
    }

    /** A new folder of this process below a folder; every account may pass through it. */
    static Path in(Path parent) throws IOException {
        Path made = Files.createTempDirectory(parent, PREFIX);
        Files.createFile(made.resolve(owner(ProcessHandle.current().pid())));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /** Has each folder of a process that is gone ended, then deletes it. */
    static void sweep(Path parent, Consumer<Path> end) throws IOException {
        for (Path home : children(parent, PREFIX)) {
            for (Path owner : children(home, OWNER)) {
                if (gone(owner) && taken(owner)) {
                    clear(home, end);
                }
            }
        }
    }

    /** What an earlier run left is no reason for this one to fail. */
    private static void clear(Path home, Consumer<Path> end) {
        try {
            end.accept(home);
            delete(home);
        } catch (IOException | RuntimeException e) {
            System.err.println("Could not delete " + home + ", which a killed test run left: " + e.getMessage());
        }
    }

    private static boolean gone(Path owner) {
        long pid = Long.parseLong(owner.getFileName().toString().substring(OWNER.length()));
        return ProcessHandle.of(pid).isEmpty();
    }

    private static boolean taken(Path owner) throws IOException {
        try {
            Path own = owner.resolveSibling(owner(ProcessHandle.current().pid()));
            // a plain move looks first, and counts as done where another has just made the one into the other
            Files.move(owner, own, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String owner(long pid) {
        return OWNER + pid;
    }

    private static List<Path> children(Path folder, String prefix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
        } catch (NoSuchFileException e) {
            // deleted by its owner just now
            return List.of();
        }
    }

    /** Deletes a folder of this process with all that is in it. */
    public static void delete(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
