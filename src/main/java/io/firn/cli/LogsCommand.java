package io.firn.cli;

import io.firn.detect.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an app writes. */
@Command(name = "logs", description = "What an app writes.")
final class LogsCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Option(
            names = {"-f", "--follow", "-t", "--tail"},
            description = "Go on as it writes more.")
    boolean follow;

    @Option(
            names = {"-p", "--process"},
            paramLabel = "TYPE",
            description = "Only one process type.")
    @Nullable String process;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "How many lines to begin with.")
    int lines;

    private final Session session;

    LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String path = "/apps/" + session.app(of.app) + "/logs?tail=" + lines + (follow ? "&follow=1" : "")
                + (process == null ? "" : "&process=" + Api.encoded(process));
        print(session, path, Lines.Form.STRUCTURED, common.json);
    }

    /** Prints a stream of lines; as JSON, one object a line. */
    static void print(Session session, String path, Lines.Form form, boolean json) {
        Lines.follow(session, path, form, () -> false, line -> {
            session.out().println(json ? Json.line(Map.of("text", line)) : line);
            session.out().flush();
        });
    }
}
