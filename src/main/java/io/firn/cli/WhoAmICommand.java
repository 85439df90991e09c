package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whom the token speaks for. */
@Command(name = "whoami", description = "Whom the token speaks for, and what it allows.")
final class WhoAmICommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    WhoAmICommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        JsonNode who = session.api().get("/whoami");
        if (common.json) {
            session.json(who);
            return;
        }
        var scopes = new ArrayList<String>();
        who.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        session.out().println("Firn at " + session.api().url());
        session.out().println("org    " + Session.text(who, "orgId"));
        session.out().println("token  " + Session.text(who, "tokenId"));
        session.out().println("may    " + String.join(", ", scopes));
    }
}
