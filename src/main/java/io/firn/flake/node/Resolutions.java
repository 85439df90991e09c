package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The root's {@code resolutions}: ranges that its owner set for packages that others ask for. */
final class Resolutions {
    private final Map<String, String> set = new HashMap<>();

    private Resolutions() {}

    static Resolutions of(@Nullable JsonNode manifest) {
        var resolutions = new Resolutions();
        if (manifest != null) {
            manifest.path("resolutions").properties().forEach(one -> {
                String pattern = one.getKey().replaceFirst("^(?:\\*\\*/)+", "");
                resolutions.set.put(pattern, one.getValue().asText());
            });
        }
        return resolutions;
    }

    /** What is asked for in the end. */
    String of(String parent, String name, String range) {
        for (String pattern : new String[] {
            parent + "/" + name, name + "@" + range, name + "@" + range.replaceFirst("^npm:", ""), name
        }) {
            String other = set.get(pattern);
            if (other != null) {
                return other;
            }
        }
        return range;
    }
}
