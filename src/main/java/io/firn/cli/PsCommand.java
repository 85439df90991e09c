package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What runs of an app. */
@Command(name = "ps", description = "What runs of an app, and whether it answers.")
final class PsCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    PsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String app = session.app(of.app);
        List<JsonNode> instances = session.api().all("/apps/" + app + "/instances");
        if (common.json) {
            session.json(instances);
            return;
        }
        if (instances.isEmpty()) {
            session.out().println("Nothing of " + app + " runs. Type: firn deploy -a " + app);
            return;
        }
        var table = new Table("INSTANCE", "RELEASE", "STATE", "ANSWERS", "NODE", "SINCE");
        instances.forEach(instance -> table.row(
                Session.text(instance, "name"),
                "v" + Session.text(instance, "release") + (instance.path("live").asBoolean() ? " live" : ""),
                Session.text(instance, "state").toLowerCase(Locale.ROOT),
                instance.path("healthy").asBoolean() ? "yes" : Session.text(instance, "answer"),
                Session.text(instance, "node"),
                Times.ago(Session.text(instance, "since"))));
        table.print(session.out());
    }
}
