package io.firn.detect.node;

import io.firn.detect.Findings;
import io.firn.detect.Offer;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/** Which Node.js an app asks for, and which of those on offer it gets. Ranges follow npm's rules. */
final class NodeVersion {
    private static final Pattern EXACT = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Map<String, String> CODE_NAMES =
            Map.of("hydrogen", "18", "iron", "20", "jod", "22", "krypton", "24", "gallium", "16", "fermium", "14");

    private NodeVersion() {}

    static Plan.Toolchain choose(Findings findings, NodePackage manifest) {
        Offer offer = findings.offer("nodejs");
        Optional<String> engine = manifest.engine("node");
        if (engine.isPresent()) {
            return ranged(findings, offer, engine.get());
        }
        for (String file : new String[] {".nvmrc", ".node-version"}) {
            Optional<String> asked =
                    findings.text(file).map(NodeVersion::firstLine).filter(line -> !line.isEmpty());
            if (asked.isPresent()) {
                return named(findings, offer, asked.get(), file);
            }
        }
        if (manifest.volta().isPresent()) {
            return named(findings, offer, manifest.volta().get(), NodePackage.FILE);
        }
        findings.note(
                "toolchain.version", offer.standard(), null, "no version is asked for, so it is the standard one");
        return new Plan.Toolchain("nodejs", null, offer.standard());
    }

    private static Plan.Toolchain ranged(Findings findings, Offer offer, String asked) {
        String version = offer.best(candidate -> satisfies(candidate, asked))
                .orElseThrow(() -> none(findings, offer, asked, "engines.node in package.json"));
        findings.note("toolchain.version", version, NodePackage.FILE, "engines.node asks for " + asked);
        return new Plan.Toolchain("nodejs", asked, version);
    }

    /** Version files name what a developer runs: an exact patch that is not offered becomes its release line's newest, said aloud. */
    private static Plan.Toolchain named(Findings findings, Offer offer, String asked, String file) {
        String plain = asked.toLowerCase(Locale.ROOT).replaceFirst("^v(?=\\d)", "");
        String code = plain.startsWith("lts/") ? plain.substring(4) : "";
        Optional<String> version;
        if (plain.equals("node") || plain.equals("current") || plain.equals("latest")) {
            version = Optional.of(offer.versions().getLast());
        } else if (plain.equals("lts") || plain.equals("stable") || code.equals("*")) {
            version = Optional.of(offer.standard());
        } else if (!code.isEmpty()) {
            version = offer.newestOf(CODE_NAMES.getOrDefault(code, "none"));
        } else {
            version = offer.best(candidate -> satisfies(candidate, plain));
            if (version.isEmpty() && EXACT.matcher(plain).matches()) {
                version = offer.newestOf(plain.substring(0, plain.indexOf('.')));
                version.ifPresent(used -> findings.warn(file + " asks for Node.js " + plain + "; " + used
                        + " is used, the one on offer of that release line."));
            }
        }
        String used = version.orElseThrow(() -> none(findings, offer, asked, file));
        findings.note("toolchain.version", used, file, "it asks for " + asked);
        return new Plan.Toolchain("nodejs", asked, used);
    }

    private static boolean satisfies(String version, String range) {
        if (range.length() > 200) {
            return false;
        }
        try {
            Semver parsed =
                    Semver.parse(version.chars().filter(c -> c == '.').count() == 0 ? version + ".0.0" : version);
            return range.equals("x") || (parsed != null && parsed.satisfies(range));
        } catch (RuntimeException e) {
            return false; // the library throws on some texts that are no range
        }
    }

    private static RuntimeException none(Findings findings, Offer offer, String asked, String where) {
        return findings.refuse(
                "it asks for Node.js \"" + Texts.shown(asked) + "\" (" + where + "), and the package set \""
                        + offer.packageSet() + "\" offers " + String.join(", ", offer.versions()),
                "The nearest is " + offer.nearest(asked) + ": write \""
                        + offer.nearest(asked).replaceFirst("\\..*", "") + ".x\" there.");
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }
}
