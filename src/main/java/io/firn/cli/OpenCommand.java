package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Where an app answers. */
@Command(name = "open", description = "Print the URL at which an app answers: firn open | xargs xdg-open.")
final class OpenCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    OpenCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String app = session.app(of.app);
        String url = Session.text(session.api().get("/apps/" + app), "url");
        if (url.isEmpty()) {
            url = session.api().all("/apps/" + app + "/deployments").stream()
                    .map((JsonNode run) -> Session.text(run, "url"))
                    .filter(found -> !found.isEmpty())
                    .findFirst()
                    .orElseThrow(() -> Fault.of(
                            FaultCode.NOT_FOUND,
                            "Could not find the URL of " + app + ": nothing of it serves yet.",
                            "Type: firn deploy -a " + app + "."));
        }
        if (common.json) {
            session.json(Map.of("url", url));
        } else {
            session.out().println(url);
        }
    }
}
