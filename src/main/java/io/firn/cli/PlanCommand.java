package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What an app is built with, as the service has it locked. */
@Command(
        name = "plan",
        description = "Say how an app that was pushed is built: its plan, with the versions that it is locked to.",
        footer = {"", "For a folder that was not pushed: firn detect DIR."})
final class PlanCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String app = session.app(of.app);
        JsonNode view = session.api().get("/apps/" + app + "/plan");
        if (common.json) {
            session.json(view);
            return;
        }
        JsonNode plan = view.path("plan");
        session.out().println("=====> " + app + " is a " + Session.text(plan, "stack") + " app");
        var table = new Table("WHAT", "IS", "BECAUSE");
        for (JsonNode evidence : plan.path("evidence")) {
            String file = Session.text(evidence, "file");
            String because = Session.text(evidence, "because");
            boolean named = file.isEmpty() || because.contains(file);
            table.row(
                    Session.text(evidence, "field"),
                    Session.text(evidence, "value"),
                    (named ? "" : file + ": ") + because);
        }
        table.print(session.out());
        plan.path("warnings").forEach(warning -> session.out().println(" !     " + warning.asText()));
        locked(app, view);
    }

    private void locked(String app, JsonNode view) {
        var out = session.out();
        out.println("       buildpacks " + Session.text(view, "buildpacks") + ", package set "
                + Session.text(view, "packageSet"));
        if (!view.has("lock")) {
            out.println("       not locked yet: its first release locks it to this");
            return;
        }
        out.println("       locked " + Times.ago(Session.text(view, "lockedAt")));
        view.path("moved")
                .forEach(change -> out.println("       the next deploy moves " + UpgradeCommand.words(change)));
        if (view.path("newer").asBoolean()) {
            out.println(
                    "       this Firn has newer buildpacks; to see what they change: firn upgrade --plan -a " + app);
        }
    }
}
