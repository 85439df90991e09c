package io.firn.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolchainsPageTest {
    private static final int SHORT = 8;

    @Test
    void thePageOfToolchainsSaysWhatThePackageSetsOffer() throws IOException {
        JsonNode offers = new ObjectMapper().readTree(Files.readString(Path.of("buildpacks/versions.json")));
        var page = new StringBuilder(
                """
                # Toolchains

                Which package set supplies which version. The list itself is `buildpacks/versions.json`; long ones are told by release
                line: the newest version of each, and how many there are. An app that names no version gets the one in bold. Versions
                are never taken away or changed: what an app got once, it gets again.

                | tool | `debian` | `nixpkgs` |
                |---|---|---|
                """);
        offers.properties()
                .forEach(tool -> page.append("| %s | %s | %s |\n"
                        .formatted(
                                tool.getKey(),
                                versions(tool.getValue().path("debian")),
                                versions(tool.getValue().path("nixpkgs")))));
        page.append(
                """

                Debian's own releases bring Python 3.11 (bookworm) and 3.13 (trixie); Python 3.8 to 3.12 besides come from `nixpkgs`. Versions
                that today's nixpkgs has dropped need a pinned tree that still has them: each toolchain may have its own. Node.js, npm,
                Yarn, pnpm and Bun are the npm registry's own packages, so that every version is one line with a hash
                (`ops/dev/npm-toolchains.py` adds those that are new).
                """);
        ReferencePage.holds("toolchains.md", page.toString());
    }

    private static String versions(JsonNode offer) {
        var all = new ArrayList<String>();
        offer.path("versions").fieldNames().forEachRemaining(all::add);
        if (all.isEmpty()) {
            return "-";
        }
        all.sort(ORDER);
        String standard = offer.path("default").asText("");
        if (all.size() <= SHORT) {
            return String.join(
                    ", ", all.stream().map(one -> shown(one, standard)).toList());
        }
        Map<String, List<String>> lines = new LinkedHashMap<>();
        all.forEach(one -> lines.computeIfAbsent(one.replaceFirst("\\..*", ""), any -> new ArrayList<>())
                .add(one));
        var texts = new ArrayList<String>();
        lines.values().forEach(line -> {
            String last = line.getLast();
            texts.add(shown(last, standard) + (line.size() > 1 ? " (" + line.size() + ")" : ""));
            if (line.contains(standard) && !last.equals(standard)) {
                texts.add("**" + standard + "**");
            }
        });
        return String.join(", ", texts);
    }

    private static String shown(String version, String standard) {
        return version.equals(standard) ? "**" + version + "**" : version;
    }

    private static final Comparator<String> ORDER = (a, b) -> {
        String[] x = a.split("[.+-]", -1);
        String[] y = b.split("[.+-]", -1);
        for (int i = 0; i < Math.min(x.length, y.length); i++) {
            boolean numbers = x[i].matches("\\d{1,9}") && y[i].matches("\\d{1,9}");
            int order = numbers ? Integer.parseInt(x[i]) - Integer.parseInt(y[i]) : x[i].compareTo(y[i]);
            if (order != 0) {
                return order;
            }
        }
        return x.length - y.length;
    };
}
