package io.firn.source;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The bare repositories, one folder per app, named by the app's id so that a rename moves nothing. A repository is made when
 * it is first asked for.
 */
@ApplicationScoped
public class Repositories {
    /** References that Firn keeps for itself; never shown to clients and never theirs to write. */
    static final String OWN_REFS = "refs/firn/";

    private static final String QUARANTINE = "incoming-";

    private final Path folder;
    private final ConcurrentMap<UUID, Repository> opened = new ConcurrentHashMap<>();

    public Repositories(SourceSettings settings) {
        this.folder = settings.folder().toAbsolutePath().normalize();
    }

    /** What a killed receive left behind is thrown away before the first request. */
    void clean(@Observes StartupEvent started) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var apps = Files.newDirectoryStream(folder, "*.git")) {
            for (Path app : apps) {
                try (var left = Files.newDirectoryStream(app, QUARANTINE + "*")) {
                    left.forEach(Repositories::delete);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The app's repository. It stays open for everybody: the caller does not close it. */
    Repository open(UUID appId) {
        return opened.computeIfAbsent(appId, this::load);
    }

    private Repository load(UUID appId) {
        Path place = place(appId);
        try {
            if (!Files.exists(place.resolve("HEAD"))) {
                create(place);
            }
            return new FileRepositoryBuilder()
                    .setGitDir(place.toFile())
                    .setBare()
                    .setMustExist(true)
                    .build();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * The app's repository with a fresh folder for new objects: what is written there becomes part of the repository only
     * by {@link Quarantine#admit}.
     */
    Quarantine quarantine(UUID appId) {
        Path place = place(appId);
        open(appId);
        try {
            Path fresh = Files.createTempDirectory(place, QUARANTINE);
            Files.createDirectories(fresh.resolve("pack"));
            File objects = place.resolve(Constants.OBJECTS).toFile();
            Repository repository = new FileRepositoryBuilder()
                    .setGitDir(place.toFile())
                    .setBare()
                    .setObjectDirectory(fresh.toFile())
                    .addAlternateObjectDirectory(objects)
                    .build();
            return new Quarantine(repository, fresh, objects.toPath());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Links HEAD to the branch that deploys, so that a clone checks it out. */
    static void link(Repository repository, String branch) {
        try {
            repository.updateRef(Constants.HEAD, false).link(Constants.R_HEADS + branch);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Keeps a commit from being collected, whatever happens to the branch that brought it. */
    static void keep(Repository repository, ObjectId commit) throws IOException {
        var update = repository.updateRef(OWN_REFS + "keep/" + commit.name());
        update.setNewObjectId(commit);
        update.disableRefLog();
        update.forceUpdate();
    }

    /** The apps that have a repository. */
    List<UUID> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var apps = Files.list(folder)) {
            return apps.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("[0-9a-f-]{36}\\.git"))
                    .map(name -> UUID.fromString(name.substring(0, 36)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many packs an app's repository has. */
    int packs(UUID appId) {
        Path packs = place(appId).resolve("objects/pack");
        if (!Files.isDirectory(packs)) {
            return 0;
        }
        try (var files = Files.list(packs)) {
            return (int) files.filter(file -> file.toString().endsWith(".pack")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes an app's repository for good. */
    public void remove(UUID appId) {
        Repository repository = opened.remove(appId);
        if (repository != null) {
            repository.close();
        }
        if (Files.exists(place(appId))) {
            delete(place(appId));
        }
    }

    private Path place(UUID appId) {
        return folder.resolve(appId + ".git");
    }

    private void create(Path place) throws IOException {
        Files.createDirectories(place);
        try (Repository repository =
                new FileRepositoryBuilder().setGitDir(place.toFile()).setBare().build()) {
            repository.create(true);
            var config = repository.getConfig();
            config.setBoolean("receive", null, "autogc", false);
            config.setBoolean("core", null, "logallrefupdates", false);
            config.setInt("gc", null, "auto", 0);
            config.save();
            link(repository, "main");
        } catch (IllegalStateException madeMeanwhile) {
            // another request was first: its repository is as good
        }
    }

    static void delete(Path path) {
        try (var all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fault unusable(IOException e) {
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not open the app's repository: the disk refused.",
                        "Look at the free space and the owner of the data folder.")
                .causedBy(e);
    }
}
