package io.firn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.fault.Fault;
import java.util.List;

/** What the API says of releases. */
final class Releases {
    private Releases() {}

    /** The live release, {@code v7}, or an empty text where none serves or it cannot be told. */
    static String live(Session session, String app) {
        try {
            List<JsonNode> releases = session.api().all("/apps/" + app + "/releases");
            return releases.stream()
                    .filter(Releases::isLive)
                    .map(Releases::name)
                    .findFirst()
                    .orElse("");
        } catch (Fault fault) {
            return "";
        }
    }

    static boolean isLive(JsonNode release) {
        return release.path("live").asBoolean() || "LIVE".equals(Session.text(release, "state"));
    }

    static String name(JsonNode release) {
        String name = Session.text(release, "name");
        return name.isEmpty() ? "v" + Session.text(release, "number") : name;
    }
}
