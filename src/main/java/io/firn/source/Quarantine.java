package io.firn.source;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.lib.Repository;

/**
 * New objects on trial: the repository as it would be, with the new ones in a folder of their own. Closing without
 * {@link #admit} leaves the real repository as it was.
 */
final class Quarantine implements AutoCloseable {
    private final Repository repository;
    private final Path fresh;
    private final Path objects;

    Quarantine(Repository repository, Path fresh, Path objects) {
        this.repository = repository;
        this.fresh = fresh;
        this.objects = objects;
    }

    /** The repository on trial. */
    Repository repository() {
        return repository;
    }

    /**
     * Gives the new objects to the real repository. They are linked, not moved, so that this view of them stays whole; packs
     * go before their indexes, because a pack counts from the moment its index is there.
     */
    void admit() throws IOException {
        List<Path> files = new ArrayList<>();
        try (var all = Files.walk(fresh)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        files.sort(Comparator.comparing((Path p) -> p.toString().endsWith(".idx")));
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(".keep") || name.startsWith("incoming_") || name.endsWith(".tmp")) {
                continue;
            }
            Path target = objects.resolve(fresh.relativize(file));
            Files.createDirectories(target.getParent());
            try {
                Files.createLink(target, file);
            } catch (FileAlreadyExistsException same) {
                // named by its content: the other one is as good
            }
        }
    }

    @Override
    public void close() {
        repository.close();
        Repositories.delete(fresh);
    }
}
