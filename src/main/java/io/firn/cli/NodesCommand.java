package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Machines under Firn's care. */
@Command(
        name = "nodes",
        description = "Builders and runtime machines; alone, it lists them.",
        subcommands = {
            NodesCommand.ListNodes.class,
            NodesCommand.Info.class,
            NodeJoin.JoinToken.class,
            NodeJoin.Add.class,
            NodeVerbs.Change.class,
            NodeVerbs.Drain.class,
            NodeVerbs.Disable.class,
            NodeVerbs.Enable.class,
            NodeVerbs.Remove.class,
            NodeVerbs.Events.class,
            NodeStoreCommand.Collect.class,
            NodeStoreCommand.Optimise.class
        })
final class NodesCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    NodesCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        list(session, common.json);
    }

    private static void list(Session session, boolean json) {
        List<JsonNode> nodes = session.api().all("/nodes");
        if (json) {
            session.json(nodes);
            return;
        }
        if (nodes.isEmpty()) {
            session.out().println("There is no node yet. Type: firn nodes join-token");
            return;
        }
        var table = new Table("NAME", "STATE", "ROLES", "SYSTEMS", "SLOTS", "HEARD", "ALERTS");
        nodes.forEach(node -> table.row(
                Session.text(node, "name"),
                Session.text(node, "state").toLowerCase(Locale.ROOT),
                joined(node.path("roles")),
                joined(node.path("systems")),
                Session.text(node, "slots"),
                heard(node),
                joined(node.path("alerts"))));
        table.print(session.out());
    }

    private static String heard(JsonNode node) {
        for (String field : new String[] {"lastSeen", "lastSeenAt"}) {
            if (!Session.text(node, field).isEmpty()) {
                return Times.ago(Session.text(node, field));
            }
        }
        return "";
    }

    private static String joined(JsonNode values) {
        var texts = new ArrayList<String>();
        values.forEach(value -> texts.add(value.asText().toLowerCase(Locale.ROOT)));
        return String.join(",", texts);
    }

    /** Lists nodes. */
    @Command(name = "list", description = "List nodes.")
    static final class ListNodes implements Runnable {
        @Mixin
        final Common common = new Common();

        private final Session session;

        ListNodes(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            list(session, common.json);
        }
    }

    /** Shows one node. */
    @Command(name = "info", description = "Show one node.")
    static final class Info implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The node.")
        String name = "";

        private final Session session;

        Info(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Answers.show(session, session.api().get("/nodes/" + Api.encoded(name)), common.json);
        }
    }
}
