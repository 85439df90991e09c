package io.firn.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest app there is: it answers with the number that it was written with, so a test sees which release answers. */
final class NumberedApp {
    private static final String FILE = "server.js";

    private NumberedApp() {}

    /** A repository of it with one commit, for the app of that name. */
    static Repository of(Installation firn, Path folder, String app, int number) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(
                source.resolve("package.json"),
                "{\"name\":\"" + app + "\",\"version\":\"1.0.0\",\"scripts\":{\"start\":\"node " + FILE + "\"}}\n");
        Files.writeString(source.resolve(FILE), server(number));
        return Repository.of(firn, source, folder, app);
    }

    /** Writes the next number and commits it. */
    static Repository next(Repository repository, int number, String message) {
        return repository.write(FILE, server(number)).commit(message);
    }

    private static String server(int number) {
        return "require('http').createServer((q, s) => s.end('release " + number + "')).listen(process.env.PORT)\n";
    }
}
