package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the command: its folder, environment and streams, and the service it speaks with. */
final class Session {
    private final Path folder;
    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintWriter out;
    private final PrintWriter err;
    private @Nullable Api api;

    Session(Path folder, Map<String, String> environment, InputStream in, PrintWriter out, PrintWriter err) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** The real one. Text is UTF-8 whatever the locale says: names and logs of apps are. */
    static Session ofThisProcess() {
        return new Session(
                Path.of("").toAbsolutePath(),
                System.getenv(),
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }

    Path folder() {
        return folder;
    }

    InputStream in() {
        return in;
    }

    /**
     * A secret that must not stand on a command line.
     *
     * @param file its path; {@code -} for standard input, of which {@code longest} bytes are read
     * @param hint what the file should be, for who named another
     */
    String secret(String file, int longest, String hint) {
        try {
            byte[] bytes = file.equals("-") ? in.readNBytes(longest) : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read the key from '" + file + "': " + e.getMessage() + ".",
                            hint)
                    .causedBy(e);
        }
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    void flush() {
        out.flush();
        err.flush();
    }

    Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** The service; a fault says how to name it where nothing does. */
    Api api() {
        Api result = api;
        if (result == null) {
            Settings settings = Settings.of(this);
            result = new Api(settings.url(), settings.token());
            api = result;
        }
        return result;
    }

    /** The app that is meant: by {@code -a}, by {@code FIRN_APP}, or by a git remote of this folder that leads to Firn. */
    String app(@Nullable String given) {
        if (given != null) {
            return checked(given);
        }
        return environment("FIRN_APP")
                .or(() -> GitRemote.app(folder, Settings.of(this).url()))
                .map(Session::checked)
                .orElseThrow(() -> Fault.of(
                        FaultCode.INVALID,
                        "Could not tell which app is meant: there is no -a, and no git remote of this folder leads to Firn.",
                        "Add -a APP, or type: git remote add firn "
                                + Settings.of(this).url() + "/git/APP.git."));
    }

    private static String checked(String app) {
        if (!app.matches("[a-z][a-z0-9-]{0,38}[a-z0-9]")) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not use the app name \"" + app.replaceAll("\\p{Cntrl}", "?")
                            + "\": a name has 2 to 40 small letters, digits and dashes and begins with a letter.",
                    "Correct the name.");
        }
        return app;
    }

    /** Prints a JSON value as it is. */
    void json(Object value) {
        out.print(Json.write(value));
        out.flush();
    }

    /** Prints a fault for people, or as JSON for programs. */
    void problem(Fault fault, boolean asJson) {
        if (asJson) {
            var problem = new LinkedHashMap<String, Object>();
            problem.put("code", fault.code().name());
            problem.put("detail", fault.getMessage());
            fault.hint().ifPresent(hint -> problem.put("hint", hint));
            if (!fault.fields().isEmpty()) {
                problem.put("errors", fault.fields());
            }
            err.print(Json.write(problem));
        } else {
            err.println(fault.getMessage());
            fault.fields().forEach(field -> err.println("  " + field.field() + ": " + field.message()));
            fault.hint().ifPresent(err::println);
        }
        err.flush();
    }

    /** A text field of an answer, or an empty text. */
    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }
}
