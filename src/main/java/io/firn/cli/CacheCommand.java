package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the cache keeps, and why. */
@Command(
        name = "cache",
        description = "The binary cache: what it keeps, why, and how much; alone, it shows how much.",
        subcommands = {
            CacheCommand.Usage.class,
            CacheCommand.Why.class,
            CacheCommand.Roots.class,
            CacheCommand.Pin.class,
            CacheCommand.Unpin.class,
            CacheCollectCommand.class,
            CacheCollectCommand.Collections.class,
            CacheCheckCommand.class,
            CacheQuotaCommand.class,
            CachePullCommand.class,
            CacheScrubCommand.class
        })
final class CacheCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    private final Session session;

    CacheCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        usage(session, common.json);
    }

    private static void usage(Session session, boolean json) {
        JsonNode usage = session.api().get("/cache/usage");
        if (json) {
            session.json(usage);
            return;
        }
        var out = session.out();
        String limit = usage.hasNonNull("maxBytes")
                ? " of " + Sizes.text(usage.path("maxBytes").asLong()) + " ("
                        + usage.path("percent").asInt() + " %, "
                        + Session.text(usage, "mark").toLowerCase(Locale.ROOT) + ")"
                : ", no limit";
        out.println("Kept: " + Sizes.text(usage.path("bytes").asLong()) + limit + ", "
                + usage.path("paths").asLong() + " paths.");
        Map<String, String> apps = usage.path("apps").isEmpty() ? Map.of() : appNames(session);
        parts(session, "APP", usage.path("apps"), apps);
        parts(session, "ROOT", usage.path("roots"), apps);
        parts(session, "CACHE", usage.path("caches"), apps);
        out.println("OWN would be free without it; SHARED is kept by something else too.");
        out.flush();
    }

    private static void parts(Session session, String title, JsonNode parts, Map<String, String> apps) {
        if (parts.isEmpty()) {
            return;
        }
        session.out().println();
        var table = new Table(title, "OWN", "SHARED", "PATHS");
        parts.forEach(part -> table.row(
                named(part, apps),
                Sizes.text(part.path("ownBytes").asLong()),
                Sizes.text(part.path("sharedBytes").asLong()),
                Session.text(part, "paths")));
        table.print(session.out());
    }

    private static String named(JsonNode part, Map<String, String> apps) {
        String id = Session.text(part, "appId");
        String app = apps.getOrDefault(id, id);
        String name = Session.text(part, "name");
        return name.isEmpty() ? app : id.isEmpty() ? name : name.replace(id, app);
    }

    /** App ids by which roots are named, as people know them. */
    static Map<String, String> appNames(Session session) {
        var names = new HashMap<String, String>();
        session.api().all("/apps").forEach(app -> names.put(Session.text(app, "id"), Session.text(app, "name")));
        return names;
    }

    /** How much is kept. */
    @Command(name = "usage", description = "How much is kept, by app, root and cache: own and shared bytes.")
    static final class Usage implements Runnable {
        @Mixin
        final Common common = new Common();

        private final Session session;

        Usage(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            usage(session, common.json);
        }
    }

    /** Why a path is there. */
    @Command(name = "why", description = "Why a path is in the cache: the references that lead to it from a root.")
    static final class Why implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "PATH", description = "The store path.")
        String path = "";

        private final Session session;

        Why(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode why = session.api().get("/cache/why?path=" + Api.encoded(path));
            if (common.json) {
                session.json(why);
                return;
            }
            var out = session.out();
            if (!why.path("kept").asBoolean()) {
                out.println("No root keeps it. It may be collected from " + Session.text(why, "until")
                        + " on, unless something younger refers to it.");
            }
            Map<String, String> apps = why.path("chains").isEmpty() ? Map.of() : appNames(session);
            for (JsonNode chain : why.path("chains")) {
                String id = Session.text(chain, "appId");
                String root = Session.text(chain, "root");
                String shown = root.isEmpty() ? "a root of another org" : root;
                out.println(id.isEmpty() ? shown : shown.replace(id, apps.getOrDefault(id, id)));
                String indent = "  ";
                for (JsonNode step : chain.path("paths")) {
                    out.println(indent + step.asText());
                    indent += "  ";
                }
            }
            if (why.path("more").asBoolean()) {
                out.println("There may be more roots than these.");
            }
            out.flush();
        }
    }

    /** Lists roots. */
    @Command(name = "roots", aliases = "pins", description = "What keeps paths in the cache.")
    static final class Roots implements Runnable {
        @Mixin
        final Common common = new Common();

        private final Session session;

        Roots(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            List<JsonNode> roots = session.api().all("/cache/roots");
            if (common.json) {
                session.json(roots);
                return;
            }
            var table = new Table("ROOT", "PATH", "SINCE", "UNTIL");
            roots.forEach(root -> table.row(
                    Session.text(root, "name"),
                    Session.text(root, "path").replaceFirst("^/nix/store/", ""),
                    Times.ago(Session.text(root, "createdAt")),
                    Session.text(root, "expiresAt")));
            table.print(session.out());
        }
    }

    /** Keeps a path. */
    @Command(name = "pin", description = "Keep a path, with all that it refers to, whatever else lets go of it.")
    static final class Pin implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(index = "0", paramLabel = "PATH", description = "The store path.")
        String path = "";

        @Option(names = "--as", paramLabel = "NAME", description = "A name for it; by default that of the path.")
        @Nullable String name;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                description = "How long: 12h, 30d. Without it until firn cache unpin.")
        @Nullable String time;

        private final Session session;

        Pin(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var pin = new LinkedHashMap<String, Object>();
            pin.put(
                    "name",
                    name == null
                            ? path.replaceFirst("^.*/", "").replace('?', '-').replace('=', '-')
                            : name);
            pin.put("path", path);
            if (time != null) {
                pin.put("keepSeconds", Spans.parse(time).toSeconds());
            }
            JsonNode made = session.api().post("/cache/pins", pin);
            if (common.json) {
                session.json(made);
                return;
            }
            session.out().println("Kept. Give it up with: firn cache unpin " + pin.get("name"));
            session.out().flush();
        }
    }

    /** Gives a pin up. */
    @Command(name = "unpin", description = "Give a pin up; what nothing else keeps is collected later.")
    static final class Unpin implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The pin's name.")
        String name = "";

        private final Session session;

        Unpin(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            if (name.isBlank()) {
                throw Fault.of(
                        FaultCode.INVALID, "Could not give up a pin: its name is empty.", "Type: firn cache pins");
            }
            String last = name.replaceFirst("^pin/[^/]+/", "");
            session.api().delete("/cache/pins/" + Api.encoded(last));
            if (!common.json) {
                session.out().println("Given up.");
                session.out().flush();
            }
        }
    }
}
