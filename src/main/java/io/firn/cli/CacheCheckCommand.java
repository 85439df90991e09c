package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the cache. */
@Command(
        name = "fsck",
        aliases = "check",
        description = "Compare what the database says of the cache with the blobs that there are.")
final class CacheCheckCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Option(
            names = "--repair",
            description =
                    "Delete blobs that nothing owns, and give up paths without bytes with all that refers to them.")
    boolean repair;

    private final Session session;

    CacheCheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        JsonNode report = session.api().patiently("/cache/checks" + (repair ? "?repair=true" : ""), null);
        long problems = report.path("problems").asLong();
        if (common.json) {
            session.json(report);
        } else {
            var out = session.out();
            report.path("findings")
                    .forEach(finding -> out.println(Session.text(finding, "kind")
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', ' ')
                            + ": " + Session.text(finding, "subject") + ": " + Session.text(finding, "what")));
            report.path("rootsGivenUp").forEach(root -> out.println("root given up: " + root.asText()));
            out.println(report.path("paths").asLong() + " paths and "
                    + report.path("blobs").asLong() + " blobs looked at, "
                    + report.path("pending").asLong() + " blobs on their way in or out: "
                    + (problems == 0
                            ? "nothing is wrong."
                            : problems + " problems"
                                    + (repair ? ", put right." : ". Repair with: firn cache fsck --repair")));
            out.flush();
        }
        if (problems > 0 && !repair) {
            throw new Failed();
        }
    }
}
