package io.firn.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A developer's working copy that a test edits, commits and pushes with the real git client. */
public final class Repository {
    private final Installation firn;
    private final Path folder;
    private final String app;

    private Repository(Installation firn, Path folder, String app) {
        this.firn = firn;
        this.folder = folder;
        this.app = app;
    }

    /** Copies a folder into a new repository with one commit, for the app of that name (created where it is not). */
    public static Repository of(Installation firn, Path source, Path parent, String app) {
        Path folder = parent.resolve(app);
        copy(source, folder);
        var repository = new Repository(firn, folder, app);
        repository.git("init", "-q", "-b", "main").ok();
        repository.commit("first");
        if (firn.api("GET", "/apps/" + app, "").statusCode() == 404) {
            firn.json("POST", "/apps", "{\"name\":\"" + app + "\"}");
        }
        return repository;
    }

    /** The working copy's folder. */
    public Path folder() {
        return folder;
    }

    /** Writes a file. */
    public Repository write(String path, String content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Replaces text in a file; the text must be there. */
    public Repository edit(String path, String from, String to) {
        try {
            String before = Files.readString(folder.resolve(path));
            if (!before.contains(from)) {
                throw new AssertionError("'" + from + "' is not in " + path);
            }
            return write(path, before.replace(from, to));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Commits everything, also when nothing changed. */
    public Repository commit(String message) {
        git("add", "-A").ok();
        git("commit", "-q", "--allow-empty", "-m", message).ok();
        return this;
    }

    /** Pushes the current commit to the app's main branch and gives what the pusher saw. */
    public Ran push() {
        return git(
                "-c",
                "http.extraHeader=Authorization: Bearer " + firn.token(),
                "push",
                firn.url() + "/git/" + app + ".git",
                "+HEAD:refs/heads/main");
    }

    /** Runs git here. */
    public Ran git(String... arguments) {
        List<String> argv = new ArrayList<>(List.of(
                "git", "-c", "user.name=Test", "-c", "user.email=test@firn.invalid", "-c", "core.fsmonitor=false"));
        argv.addAll(List.of(arguments));
        return Ran.of(folder, Map.of("GIT_TERMINAL_PROMPT", "0"), Duration.ofMinutes(10), argv);
    }

    private static void copy(Path source, Path target) {
        try (var paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path relative = source.relativize(path);
                if (relative.startsWith(".git")) {
                    continue;
                }
                Path copy = target.resolve(relative.toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
