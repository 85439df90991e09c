package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings an earlier release back. */
@Command(
        name = "rollback",
        description = "Bring an earlier release's code back, without a build; configuration stays as it is today.")
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Parameters(arity = "0..1", paramLabel = "vN", description = "The release; the one before the live one by default.")
    @Nullable String release;

    @Option(names = "--with-config", description = "Bring that release's configuration back too.")
    boolean withConfig;

    private final Session session;

    RollbackCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String app = session.app(of.app);
        String before = Releases.live(session, app);
        var order = new LinkedHashMap<String, Object>();
        if (release != null) {
            order.put("release", release);
        }
        order.put("withConfig", withConfig);
        JsonNode run = session.api().post("/apps/" + app + "/rollback", order);
        boolean well = Follow.untilEnd(session, app, run, common.json, false);
        if (well && !common.json) {
            session.out()
                    .println("       It brought the code back; configuration is "
                            + (withConfig ? "that release's." : "as it was today. Secrets and data were not touched."));
            if (!before.isEmpty()) {
                session.out().println("       to undo: firn rollback " + before + " -a " + app);
            }
        }
        return well ? 0 : 1;
    }
}
