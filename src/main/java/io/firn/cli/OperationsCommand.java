package io.firn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Long work of the service. */
@Command(name = "operations", description = "Show a piece of long work.")
final class OperationsCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Parameters(paramLabel = "ID", description = "What the service answered when the work began.")
    String id = "";

    @Option(names = "--wait", paramLabel = "SECONDS", description = "Wait for its end, at most so long.")
    int wait;

    private final Session session;

    OperationsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String path = "/operations/" + Api.encoded(id) + (wait > 0 ? "?wait=" + Math.min(wait, 60) : "");
        Answers.show(session, session.api().get(path), common.json);
    }
}
