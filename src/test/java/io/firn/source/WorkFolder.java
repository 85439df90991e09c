package io.firn.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A developer's clone, worked on with the real Git client. */
final class WorkFolder {
    final Path folder;

    /** How a Git command ended: standard output and error in one. */
    record Ended(int exit, String text) {}

    WorkFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        git("init", "-q", "-b", "main");
    }

    WorkFolder write(String path, String text) throws IOException {
        return write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    WorkFolder write(String path, byte[] bytes) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return this;
    }

    WorkFolder commit(String message) throws IOException {
        git("add", "-A");
        Ended ended = git("commit", "-q", "--allow-empty", "-m", message);
        if (ended.exit() != 0) {
            throw new IOException(ended.text());
        }
        return this;
    }

    String head() throws IOException {
        return git("rev-parse", "HEAD").text().strip();
    }

    Ended git(String... arguments) throws IOException {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(arguments));
        var builder = new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_AUTHOR_NAME", "A Developer",
                        "GIT_AUTHOR_EMAIL", "dev@example.invalid",
                        "GIT_COMMITTER_NAME", "A Developer",
                        "GIT_COMMITTER_EMAIL", "dev@example.invalid",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_TERMINAL_PROMPT", "0",
                        "HOME", folder.toString(),
                        "LC_ALL", "C.UTF-8"));
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ended(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
