package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How much an org may keep. */
@Command(name = "quota", description = "How much an org may keep in the cache.")
final class CacheQuotaCommand implements Runnable {
    @Mixin
    final Common common = new Common();

    @Parameters(paramLabel = "ORG", description = "The org's id; firn whoami shows your own.")
    String org = "";

    @Option(
            names = "--max",
            paramLabel = "SIZE",
            description = "Set it: 20G. 'default' takes the org's own limit away.")
    @Nullable String max;

    private final Session session;

    CacheQuotaCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String path = "/cache/quotas/" + Api.encoded(org);
        JsonNode quota;
        if (max == null) {
            quota = session.api().get(path);
        } else {
            Map<String, @Nullable Object> limit = new HashMap<>();
            limit.put("maxBytes", max.equals("default") ? null : Sizes.parse(max));
            quota = session.api().call("PUT", path, limit);
        }
        if (common.json) {
            session.json(quota);
            return;
        }
        session.out()
                .println(Sizes.text(quota.path("bytes").asLong())
                        + (quota.hasNonNull("maxBytes")
                                ? " of " + Sizes.text(quota.path("maxBytes").asLong()) + " ("
                                        + quota.path("percent").asInt() + " %)"
                                : ", no limit"));
        session.out().flush();
    }
}
