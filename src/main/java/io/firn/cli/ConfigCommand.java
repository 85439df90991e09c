package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Configuration variables of an app. */
@Command(
        name = "config",
        description = "Configuration variables of an app; alone, it lists them.",
        subcommands = {
            ConfigCommand.ListVars.class,
            ConfigCommand.SetVars.class,
            ConfigCommand.Unset.class,
            ConfigCommand.Get.class
        })
final class ConfigCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    private final Session session;

    ConfigCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        list(session, session.app(of.app), common.json);
    }

    private static Map<String, String> vars(Session session, String app) {
        JsonNode config = session.api().get("/apps/" + app + "/config");
        JsonNode vars = config.has("vars") ? config.path("vars") : config;
        var result = new TreeMap<String, String>();
        vars.properties()
                .forEach(var -> result.put(
                        var.getKey(),
                        var.getValue().isNull()
                                ? "(hidden: the token may not read values)"
                                : var.getValue().asText()));
        return result;
    }

    private static void list(Session session, String app, boolean json) {
        Map<String, String> vars = vars(session, app);
        if (json) {
            session.json(vars);
        } else if (vars.isEmpty()) {
            session.out().println("There is no variable yet. Type: firn config set NAME=VALUE -a " + app);
        } else {
            vars.forEach((name, value) -> session.out().println(name + "=" + value));
        }
    }

    /** Lists variables. */
    @Command(name = "list", description = "List variables.")
    static final class ListVars implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        private final Session session;

        ListVars(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            list(session, session.app(of.app), common.json);
        }
    }

    /** Sets variables. */
    @Command(name = "set", description = "Set variables, all in one new release.")
    static final class SetVars implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(arity = "1..*", paramLabel = "NAME=VALUE", description = "The variables.")
        List<String> pairs = List.of();

        private final Session session;

        SetVars(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var vars = new LinkedHashMap<String, String>();
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                if (equals < 1 || !pair.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    throw Fault.of(
                            FaultCode.INVALID,
                            "Could not set \"" + (equals < 0 ? pair : pair.substring(0, equals))
                                    + "\": it is not NAME=VALUE.",
                            "Write for instance: firn config set COLOR=blue.");
                }
                vars.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            String app = session.app(of.app);
            JsonNode answer = session.api().post("/apps/" + app + "/config/vars", vars);
            if (common.json) {
                session.json(answer);
            } else {
                changed(session, app, "Set " + String.join(", ", vars.keySet()), answer);
            }
        }
    }

    /** Removes variables. */
    @Command(name = "unset", description = "Remove variables.")
    static final class Unset implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(arity = "1..*", paramLabel = "NAME", description = "The variables.")
        Set<String> names = Set.of();

        private final Session session;

        Unset(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            JsonNode answer = null;
            for (String name : names) {
                answer = session.api().delete("/apps/" + app + "/config/vars/" + Api.encoded(name));
            }
            if (answer != null && common.json) {
                session.json(answer);
            } else if (answer != null) {
                changed(session, app, "Removed " + String.join(", ", names), answer);
            }
        }
    }

    private static void changed(Session session, String app, String what, JsonNode answer) {
        String release = Session.text(answer, "release");
        session.out()
                .println(what + " of " + app + "."
                        + (release.isEmpty()
                                ? " It takes effect with the next release: firn deploy -a " + app
                                : " " + release + " has it."));
    }

    /** Prints one variable's value. */
    @Command(name = "get", description = "Print one variable's value.")
    static final class Get implements Runnable {
        @Mixin
        final Common common = new Common();

        @Mixin
        final Common.OfApp of = new Common.OfApp();

        @Parameters(paramLabel = "NAME", description = "The variable.")
        String name = "";

        private final Session session;

        Get(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            String app = session.app(of.app);
            String value = vars(session, app).get(name);
            if (value == null) {
                throw Fault.of(
                        FaultCode.NOT_FOUND,
                        "Could not find the variable \"" + name + "\" of " + app + ".",
                        "Type: firn config -a " + app + ".");
            }
            if (common.json) {
                session.json(Map.of(name, value));
            } else {
                session.out().println(value);
            }
        }
    }
}
