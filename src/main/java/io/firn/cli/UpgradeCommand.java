package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves an app to the toolchains, buildpacks and packages that are offered now. */
@Command(
        name = "upgrade",
        description = "Move an app to the toolchains, buildpacks and packages that are offered now, by a deploy.",
        footer = {
            "",
            "Until then an app keeps what its first release was built with, whatever an update of Firn brings."
        })
final class UpgradeCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Option(names = "--plan", description = "Only say what would change.")
    boolean plan;

    private final Session session;

    UpgradeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String app = session.app(of.app);
        if (!plan) {
            return Follow.untilEnd(
                            session, app, session.api().post("/apps/" + app + "/upgrade", null), common.json, false)
                    ? 0
                    : 1;
        }
        JsonNode view = session.api().get("/apps/" + app + "/upgrade");
        if (common.json) {
            session.json(view);
            return 0;
        }
        show(app, view);
        return 0;
    }

    private void show(String app, JsonNode view) {
        var out = session.out();
        if (!view.path("locked").asBoolean()) {
            out.println("=====> " + app
                    + " is not locked to anything yet: its first release is built with what is offered" + " then");
            return;
        }
        if (view.path("current").asBoolean()) {
            out.println("=====> Nothing to upgrade: " + app + " is built with what this Firn offers");
            return;
        }
        out.println("=====> What an upgrade of " + app + " would change");
        part("Answers", view.path("plan"));
        part("Buildpacks", view.path("buildpacks"));
        part("Packages of the set", view.path("packages"));
        String chosenAnew = Session.text(view, "chosenAnew");
        if (!chosenAnew.isEmpty()) {
            out.println("-----> Packages of the index");
            out.println("       " + chosenAnew + " has no lock file beside it: its packages are chosen anew");
        }
        out.println("       to apply it: firn upgrade -a " + app);
    }

    private void part(String title, JsonNode changes) {
        if (changes.isEmpty()) {
            return;
        }
        session.out().println("-----> " + title);
        int shown = 0;
        for (JsonNode change : changes) {
            if (++shown > SHOWN) {
                session.out().println("       and " + (changes.size() - SHOWN) + " more; all of them with --json");
                return;
            }
            session.out().println("       " + words(change));
        }
    }

    /** A change in one line. */
    static String words(JsonNode change) {
        String from = Session.text(change, "from");
        String to = Session.text(change, "to");
        String because = Session.text(change, "because");
        String reason = because.isEmpty() ? "" : " (" + because + ")";
        String what = Session.text(change, "what") + ": ";
        if (from.isEmpty()) {
            return what + to + " is new" + reason;
        }
        return what + (to.isEmpty() ? from + " goes" : from + " -> " + to) + reason;
    }
}
