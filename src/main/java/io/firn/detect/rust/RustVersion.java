package io.firn.detect.rust;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.Plan;
import io.firn.detect.Toml;
import io.firn.detect.ToolFiles;
import io.firn.detect.VersionChoice;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import java.util.Map;
import java.util.Optional;

/**
 * Which Rust a program asks for, and which of those on offer it gets. Rust promises that a newer 1.x builds what an older one
 * built, so a pinned release that is not offered becomes the nearest newer one, said in a warning.
 */
final class RustVersion {
    /** The first release that knows an edition. */
    private static final Map<String, String> EDITIONS = Map.of("2018", "1.31", "2021", "1.56", "2024", "1.85");

    private static final VersionedTool LEAST = VersionedTool.of("rust", "Rust", VersionRule.AT_LEAST, 2);

    private RustVersion() {}

    static Plan.Toolchain choose(Findings findings, CargoPackage chosen) {
        for (String file : new String[] {"rust-toolchain.toml", "rust-toolchain"}) {
            Optional<String> channel = findings.text(file).flatMap(RustVersion::channel);
            if (channel.isPresent()) {
                return named(findings, Ask.named(channel.get(), file));
            }
        }
        Optional<Ask> tools = ToolFiles.ask(findings, "rust");
        if (tools.isPresent()) {
            return named(findings, tools.get());
        }
        String least = chosen.rustVersion();
        if (least != null) {
            return least(findings, Ask.limit(least, chosen.manifest(), "rust-version"));
        }
        String edition = chosen.edition();
        String first = edition == null ? null : EDITIONS.get(edition);
        return first == null
                ? VersionChoice.choose(findings, LEAST, Optional.empty())
                : least(findings, Ask.limit(first, chosen.manifest(), "edition " + edition));
    }

    private static Plan.Toolchain least(Findings findings, Ask ask) {
        boolean number = ask.version().matches("\\d{1,3}(\\.\\d{1,4}){0,2}");
        VersionRule rule = (offered, asked) -> number && VersionRule.AT_LEAST.fits(offered, asked);
        return VersionChoice.choose(findings, VersionedTool.of("rust", "Rust", rule, 2), Optional.of(ask));
    }

    private static Plan.Toolchain named(Findings findings, Ask ask) {
        String channel = ask.version();
        boolean number = channel.matches("\\d{1,3}(\\.\\d{1,4}){1,2}");
        Optional<String> nearest = findings.offer("rust").versions().stream()
                .filter(offered -> number && VersionRule.AT_LEAST.fits(offered, channel))
                .findFirst();
        boolean offered = findings.offer("rust").newestOf(channel).isPresent();
        VersionRule rule = (version, asked) -> (number && !offered)
                ? nearest.filter(version::equals).isPresent()
                : VersionRule.PARTS.fits(version, asked);
        if (number && !offered && nearest.isPresent()) {
            findings.warn(ask.file() + " asks for Rust " + channel + "; " + nearest.get()
                    + " is used, the nearest newer one on offer, which builds what the older one does.");
        }
        return VersionChoice.choose(findings, VersionedTool.of("rust", "Rust", rule, 2), Optional.of(ask));
    }

    /** The old form is one line with the channel; the new one is TOML. */
    private static Optional<String> channel(String text) {
        String plain = text.strip();
        if (!plain.contains("\n") && plain.matches("[A-Za-z0-9._-]{1,60}")) {
            return Optional.of(plain);
        }
        return Toml.parse(text)
                .map(root -> root.path("toolchain").path("channel"))
                .filter(JsonNode::isTextual)
                .map(node -> node.asText().strip())
                .filter(channel -> !channel.isEmpty());
    }
}
