package io.firn.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How a program that a test ran ended.
 *
 * @param exit exit status
 * @param output standard output and error together, as a person at a terminal sees them
 */
public record Ran(int exit, String output) {

    /** Runs a program to its end; past the limit it is ended with its children and the test fails. */
    public static Ran of(Path folder, Map<String, String> environment, Duration limit, List<String> argv) {
        try {
            Path transcript = Files.createTempFile("ran", ".txt");
            var builder = new ProcessBuilder(argv)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(transcript.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(argv + " did not end within " + limit + ":\n" + Files.readString(transcript));
            }
            String output = Files.readString(transcript);
            Files.delete(transcript);
            return new Ran(process.exitValue(), output);
        } catch (IOException e) {
            throw new AssertionError("could not run " + argv, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** This, where the program ended well; else the test fails with what was printed. */
    public Ran ok() {
        if (exit != 0) {
            throw new AssertionError("exit " + exit + ":\n" + output);
        }
        return this;
    }
}
