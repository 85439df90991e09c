package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a build reused, what it built, and why. */
@Command(
        name = "why",
        description = "What a build reused and what it built, and which inputs changed since the one before.")
final class WhyCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The build; the newest by default.")
    @Nullable String id;

    @Option(names = "--paths", description = "Also each store path.")
    boolean paths;

    private final Session session;

    WhyCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String app = session.app(of.app);
        JsonNode why = session.api()
                .get("/apps/" + app + "/builds/" + Api.encoded(BuildsCommand.newest(session, app, id)) + "/why");
        if (common.json) {
            session.json(why);
            return;
        }
        why.path("summary").forEach(sentence -> session.out().println("-----> " + sentence.asText()));
        if (!why.path("paths").isEmpty()) {
            session.out()
                    .println("       " + why.path("built").asInt() + " built, "
                            + why.path("substituted").asInt() + " from the cache, "
                            + why.path("reused").asInt() + " reused, "
                            + why.path("fetched").asInt() + " files fetched"
                            + (why.has("comparedWith")
                                    ? "; compared with build " + Session.text(why, "comparedWith")
                                    : ""));
        }
        if (paths) {
            var table = new Table("PATH", "HOW", "WHY");
            why.path("paths")
                    .forEach(path -> table.row(
                            Session.text(path, "path"), Session.text(path, "how"), Session.text(path, "because")));
            table.print(session.out());
        }
    }
}
