package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The stores of builders. */
final class NodeStoreCommand {
    private NodeStoreCommand() {}

    /** Collects one. */
    @Command(name = "gc", description = "Delete what nothing keeps from a builder's store; it happens by itself too.")
    static final class Collect implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The builder.")
        String name = "";

        @Option(
                names = {"-n", "--dry-run"},
                description = "Say what would go, and why; delete nothing.")
        boolean dryRun;

        @Option(
                names = "--older-than",
                paramLabel = "TIME",
                description = "What came into the store before that: 7d, 0s.")
        @Nullable String olderThan;

        @Option(
                names = "--max-size",
                paramLabel = "SIZE",
                description = "The oldest, until the store is no larger: 20G.")
        @Nullable String maxSize;

        private final Session session;

        Collect(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            var wanted = new LinkedHashMap<String, Object>();
            wanted.put("dryRun", dryRun);
            if (olderThan != null) {
                wanted.put("olderThanSeconds", Spans.parse(olderThan).toSeconds());
            }
            if (maxSize != null) {
                wanted.put("maxBytes", Sizes.parse(maxSize));
            }
            JsonNode report = session.api().patiently("/nodes/" + Api.encoded(name) + "/store/collections", wanted);
            if (common.json) {
                session.json(report);
                return;
            }
            var out = session.out();
            report.path("expired").forEach(root -> out.println(root.asText() + ": its time is over"));
            if (!report.path("shown").isEmpty()) {
                var table = new Table("PATH", "SIZE", "IN THE STORE SINCE", "WHY");
                report.path("shown")
                        .forEach(gone -> table.row(
                                Session.text(gone, "path").replaceFirst("^/nix/store/", ""),
                                Sizes.text(gone.path("bytes").asLong()),
                                Times.ago(Session.text(gone, "registered")),
                                Session.text(gone, "why")));
                table.print(out);
            }
            out.println(sentence(report));
            out.flush();
        }

        private static String sentence(JsonNode report) {
            String store = "The store had " + report.path("storePaths").asLong() + " paths, "
                    + Sizes.text(report.path("storeBytes").asLong()) + ", of which nothing keeps "
                    + Sizes.text(report.path("deadBytes").asLong()) + ". ";
            String gone = report.path("paths").asLong() + " paths, "
                    + Sizes.text(report.path("bytes").asLong()) + ", "
                    + (report.path("dryRun").asBoolean() ? "would go." : "are gone.");
            long spared = report.path("spared").asLong();
            return store + gone
                    + (spared > 0 ? " " + spared + " came into use meanwhile and stay." : "")
                    + " The disk is " + report.path("diskPercent").asInt() + " % full.";
        }
    }

    /** Optimises one. */
    @Command(
            name = "optimise",
            aliases = "optimize",
            description = "Make files with the same content in a builder's store one.")
    static final class Optimise implements Runnable {
        @Mixin
        final Common common = new Common();

        @Parameters(paramLabel = "NAME", description = "The builder.")
        String name = "";

        private final Session session;

        Optimise(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            JsonNode report = session.api().patiently("/nodes/" + Api.encoded(name) + "/store/optimisations", null);
            if (common.json) {
                session.json(report);
                return;
            }
            session.out().println(name + ": " + Session.text(report, "result") + ".");
            session.out().flush();
        }
    }
}
