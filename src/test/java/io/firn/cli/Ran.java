package io.firn.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run of the command left.
 *
 * @param code its exit code
 * @param out standard output
 * @param err standard error
 */
record Ran(int code, String out, String err) {

    static Ran firn(Path folder, Map<String, String> environment, String input, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var session = new Session(
                folder,
                environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err));
        int code = Firn.run(session, arguments);
        session.flush();
        return new Ran(code, out.toString(), err.toString());
    }
}
