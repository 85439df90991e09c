package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an operator does to a node that is there. */
final class NodeVerbs {
    private NodeVerbs() {}

    private static void act(Session session, Common common, String name, String verb, String said) {
        JsonNode node = session.api().post("/nodes/" + Api.encoded(name) + "/" + verb, null);
        if (common.json) {
            session.json(node);
        } else {
            session.out().println(name + " is " + Session.text(node, "state").toLowerCase(Locale.ROOT) + ": " + said);
        }
    }

    /** Gives a node nothing new. */
    @Command(name = "drain", description = "Give a node nothing new; what it has is finished.")
    static final class Drain implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The node.")
        String name = "";

        private final Session session;

        Drain(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            act(
                    session,
                    common,
                    name,
                    "drain",
                    "what it has is finished, nothing new comes. Undo: firn nodes enable " + name);
        }
    }

    /** Takes a node out. */
    @Command(name = "disable", description = "Take a node out: it gets no work and is not asked how it is.")
    static final class Disable implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The node.")
        String name = "";

        private final Session session;

        Disable(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            act(session, common, name, "disable", "Firn leaves it alone. Undo: firn nodes enable " + name);
        }
    }

    /** Takes a node back in. */
    @Command(name = "enable", description = "Take a drained or disabled node back in.")
    static final class Enable implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The node.")
        String name = "";

        private final Session session;

        Enable(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            act(session, common, name, "enable", "it gets work as soon as it was made ready.");
        }
    }

    /** Forgets a node. */
    @Command(
            name = "remove",
            aliases = "rm",
            description = "Forget a node. What runs there runs on, and is no longer Firn's.")
    static final class Remove implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The node.")
        String name = "";

        private final Session session;

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            session.api().delete("/nodes/" + Api.encoded(name));
            if (common.json) {
                session.json(Map.of("name", name, "removed", true));
            } else {
                session.out()
                        .println("Removed " + name + ". Take Firn's line out of /root/.ssh/authorized_keys there.");
            }
        }
    }

    /** Changes what a node offers and may be used for. */
    @Command(name = "set", description = "Change what a node offers and may be used for.")
    static final class Change implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The node.")
        String name = "";

        @Option(names = "--slots", paramLabel = "N", description = "Builds at once that the machine can do.")
        @Nullable Integer slots;

        @Option(
                names = "--capacity",
                paramLabel = "N",
                description = "Builds at once that you allow; the slots or more for no limit.")
        @Nullable Integer capacity;

        @Option(
                names = "--memory-limit",
                paramLabel = "BYTES",
                description = "Memory that its builds may have together; 0 for no limit.")
        @Nullable Long memoryLimit;

        @Option(names = "--region", paramLabel = "REGION", description = "Where it stands; empty for nowhere.")
        @Nullable String region;

        @Option(names = "--features", paramLabel = "A,B", split = ",", description = "What builds may ask for.")
        @Nullable List<String> features;

        @Option(names = "--mandatory", paramLabel = "A,B", split = ",", description = "What builds must ask for.")
        @Nullable List<String> mandatory;

        @Option(names = "--system", paramLabel = "SYSTEM", split = ",", description = "What it builds for.")
        @Nullable List<String> systems;

        @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Words for placement; all of them anew.")
        @Nullable Map<String, String> labels;

        private final Session session;

        Change(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var change = new LinkedHashMap<String, Object>();
            put(change, "slots", slots);
            put(change, "capacity", capacity);
            put(change, "memoryLimit", memoryLimit);
            put(change, "region", region);
            put(change, "features", words(features));
            put(change, "mandatoryFeatures", words(mandatory));
            put(change, "systems", systems);
            put(change, "labels", labels);
            JsonNode node = session.api().call("PATCH", "/nodes/" + Api.encoded(name), change);
            Answers.show(session, node, common.json);
        }

        private static void put(Map<String, Object> change, String field, @Nullable Object value) {
            if (value != null) {
                change.put(field, value);
            }
        }

        /** An empty text means none. */
        private static @Nullable List<String> words(@Nullable List<String> words) {
            return words == null
                    ? null
                    : words.stream().filter(word -> !word.isEmpty()).toList();
        }
    }

    /** Shows what happened to a node. */
    @Command(name = "events", description = "What happened to a node: changes of its state, and alerts.")
    static final class Events implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The node.")
        String name = "";

        private final Session session;

        Events(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            List<JsonNode> events = session.api().all("/nodes/" + Api.encoded(name) + "/events");
            if (common.json) {
                session.json(events);
                return;
            }
            var table = new Table("WHEN", "KIND", "WHAT");
            events.forEach(event -> table.row(
                    Times.ago(Session.text(event, "at")), Session.text(event, "kind"), what(event.path("data"))));
            table.print(session.out());
        }

        private static String what(JsonNode data) {
            if (data.has("alert")) {
                return Session.text(data, "alert") + (data.path("up").asBoolean() ? " at " : " is over at ")
                        + Math.round(data.path("value").asDouble() * 100) + " %";
            }
            String reason = Session.text(data, "reason");
            return Session.text(data, "state") + (reason.isEmpty() ? "" : ": " + reason);
        }
    }
}
