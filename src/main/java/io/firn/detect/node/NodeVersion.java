package io.firn.detect.node;

import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.Plan;
import io.firn.detect.ToolFiles;
import io.firn.detect.VersionChoice;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which Node.js an app asks for. {@code engines} limits; what a version file names is taken where the limit allows it. Ranges
 * follow npm's rules.
 */
final class NodeVersion {
    /** Names of the long-term release lines, as {@code lts/<name>} has them. */
    private static final Map<String, String> LONG_TERM = Map.ofEntries(
            Map.entry("lts/argon", "4"),
            Map.entry("lts/boron", "6"),
            Map.entry("lts/carbon", "8"),
            Map.entry("lts/dubnium", "10"),
            Map.entry("lts/erbium", "12"),
            Map.entry("lts/fermium", "14"),
            Map.entry("lts/gallium", "16"),
            Map.entry("lts/hydrogen", "18"),
            Map.entry("lts/iron", "20"),
            Map.entry("lts/jod", "22"),
            Map.entry("lts/krypton", "24"));

    private static final VersionedTool NODE =
            new VersionedTool("nodejs", "Node.js", VersionRule.SEMVER, 1, NodeVersion::isLongTerm, LONG_TERM);

    private NodeVersion() {}

    static Plan.Toolchain choose(Findings findings, NodePackage manifest) {
        var asks = new ArrayList<Ask>();
        for (String file : List.of(".nvmrc", ".node-version")) {
            findings.text(file)
                    .map(NodeVersion::firstLine)
                    .filter(line -> !line.isEmpty())
                    .ifPresent(line -> asks.add(Ask.named(line, file)));
        }
        ToolFiles.ask(findings, "nodejs", "node").ifPresent(asks::add);
        manifest.volta("node").ifPresent(version -> asks.add(new Ask(version, NodePackage.FILE, "volta.node", false)));
        Optional<String> engine = manifest.engine("node");
        if (engine.isPresent()) {
            Ask limit = Ask.limit(engine.get(), NodePackage.FILE, "engines.node");
            boolean inside = !asks.isEmpty() && within(findings, asks.getFirst(), engine.get());
            asks.add(inside ? 1 : 0, limit);
        }
        return VersionChoice.choose(findings, NODE, asks);
    }

    /** Whether what a version file names is on offer and meets the limit. */
    private static boolean within(Findings findings, Ask named, String limit) {
        String version = named.version().replaceFirst("^v(?=\\d)", "");
        return findings.offer("nodejs").versions().stream()
                .anyMatch(offered -> VersionRule.SEMVER.fits(offered, version)
                        && VersionRule.SEMVER.fits(offered, limit.replaceFirst("^v(?=\\d)", "")));
    }

    private static boolean isLongTerm(String version) {
        return Integer.parseInt(version.replaceFirst("\\..*", "")) % 2 == 0;
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }
}
