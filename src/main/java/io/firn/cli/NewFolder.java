package io.firn.cli;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is written whole or not at all: unless kept, what was written goes again. */
final class NewFolder implements AutoCloseable {
    private final Path root;
    private final boolean existed;
    private boolean kept;

    NewFolder(Path root) {
        this.root = root;
        this.existed = Files.isDirectory(root);
    }

    void file(String path, byte[] bytes, boolean executable) {
        Path file = root.resolve(path);
        try {
            Files.createDirectories(parent(file));
            Files.write(file, bytes);
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    void copy(Tree tree, String under) {
        for (TreeEntry entry : tree.entries()) {
            Path file = root.resolve(under).resolve(entry.path());
            try {
                switch (entry.kind()) {
                    case FOLDER -> Files.createDirectories(file);
                    case SYMLINK -> Files.createSymbolicLink(file, Path.of(String.valueOf(entry.link())));
                    case FILE, EXECUTABLE -> {
                        try (InputStream in = tree.open(entry.path())) {
                            file(
                                    under + "/" + entry.path(),
                                    in.readAllBytes(),
                                    entry.kind() == TreeEntry.Kind.EXECUTABLE);
                        }
                    }
                }
            } catch (IOException e) {
                throw failed(file, e);
            }
        }
    }

    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (kept || !Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!existed || !file.equals(root)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            return; // the fault that led here is what matters
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static Fault failed(Path file, IOException cause) {
        return Fault.of(
                        FaultCode.NO_CAPACITY,
                        "Could not write \"" + file + "\": " + cause.getClass().getSimpleName() + ".",
                        "Check the disk and the permissions of the folder.")
                .causedBy(cause);
    }
}
