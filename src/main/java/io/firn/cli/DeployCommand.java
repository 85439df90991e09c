package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.FolderTree;
import io.firn.tree.Tree;
import io.firn.tree.TreeLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deploys a folder, or a commit that was pushed, and follows it to its end. */
@Command(
        name = "deploy",
        description = "Deploy a folder (without what .gitignore leaves out), or a commit that was pushed.",
        footer = {"", "Ctrl-C stops watching; the deploy goes on."})
final class DeployCommand implements Callable<Integer> {
    private static final int TRIES = 100;

    @Mixin
    final Common common = new Common();

    @Mixin
    final Common.OfApp of = new Common.OfApp();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder; this one by default.")
    @Nullable String folder;

    @Option(names = "--commit", paramLabel = "SHA", description = "A commit that Firn has, instead of a folder.")
    @Nullable String commit;

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "What this deploy is about.")
    @Nullable String message;

    @Option(names = "--attach", paramLabel = "ID", description = "Follow a deploy that was begun before.")
    @Nullable String attach;

    @Option(
            names = {"-d", "--detach"},
            description = "Do not follow it.")
    boolean detach;

    private final Session session;

    DeployCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String app = session.app(of.app);
        JsonNode run =
                attach != null ? session.api().get("/apps/" + app + "/deployments/" + Api.encoded(attach)) : begin(app);
        if (detach) {
            if (common.json) {
                session.json(run);
            } else {
                session.out()
                        .println("Begun. To follow it: firn deploy --attach " + Session.text(run, "id") + " -a " + app);
            }
            return 0;
        }
        return Follow.untilEnd(session, app, run, common.json, false) ? 0 : 1;
    }

    private JsonNode begin(String app) {
        if (commit != null) {
            if (folder != null) {
                throw Fault.of(
                        FaultCode.INVALID, "Could not deploy: a folder and a commit were named.", "Name one of them.");
            }
            return session.api().post("/apps/" + app + "/deployments", Map.of("commit", commit));
        }
        Path path = folder == null ? session.folder() : session.folder().resolve(folder);
        Tree tree = FolderTree.tracked(path, TreeLimits.DEFAULT);
        if (tree.entries().isEmpty()) {
            throw Fault.of(
                    FaultCode.INVALID,
                    "Could not deploy \"" + path + "\": there is no file in it.",
                    "Name the app's folder.");
        }
        if (!common.json) {
            session.out().println("-----> Sending " + tree.entries().size() + " files and folders of " + path);
        }
        String query = message == null ? "" : "?message=" + Api.encoded(message);
        JsonNode archive = session.api()
                .upload("/apps/" + app + "/archives" + query, "application/gzip", out -> Archive.write(tree, out));
        return ofPush(app, Session.text(archive, "pushId"));
    }

    /** The run that the service begins for what was sent; it is there a moment later. */
    private JsonNode ofPush(String app, String push) {
        for (int n = 0; n < TRIES; n++) {
            List<JsonNode> found = session.api().all("/apps/" + app + "/deployments?push=" + Api.encoded(push));
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw Fault.of(
                FaultCode.TIMEOUT,
                "Could not follow the deploy: the files are there, but no deployment of them has begun.",
                "Type: firn builds -a " + app + ".");
    }
}
