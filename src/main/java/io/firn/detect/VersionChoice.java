package io.firn.detect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which version of a tool an app gets: the standard one where nothing is asked or it fits, else the newest on offer that fits.
 * Where none does, the plan is refused with what was asked, what there is and what is nearest, and drafted with the nearest.
 */
public final class VersionChoice {
    private static final Pattern EXACT = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Set<String> NEWEST = Set.of("latest", "node", "current", "newest");
    private static final Set<String> STANDARD = Set.of("lts", "lts/*", "stable", "system", "default");

    private final Findings findings;
    private final VersionedTool tool;
    private final Offer offer;
    private final String field;

    private VersionChoice(Findings findings, VersionedTool tool, String field) {
        this.field = field;
        this.findings = findings;
        this.tool = tool;
        this.offer = findings.offer(tool.name());
    }

    /** The version of the stack's main tool for what is asked. */
    public static Plan.Toolchain choose(Findings findings, VersionedTool tool, Optional<Ask> asked) {
        return choose(findings, tool, asked.stream().toList());
    }

    /** The version for the first of several asks; a later one that says otherwise is warned of. */
    public static Plan.Toolchain choose(Findings findings, VersionedTool tool, List<Ask> asks) {
        return choose(findings, tool, "toolchain.version", asks);
    }

    /** The version of any tool; {@code field} is what the evidence is noted for. A tool that the set lacks is a fault. */
    public static Plan.Toolchain choose(Findings findings, VersionedTool tool, String field, List<Ask> found) {
        var choice = new VersionChoice(findings, tool, field);
        String said = findings.owner().map("versions").get(tool.name());
        List<Ask> asks = said == null
                ? found
                : List.of(new Ask(said, FirnToml.FILE, "versions." + tool.name() + " in " + FirnToml.FILE, true));
        Plan.Toolchain chosen = asks.stream().findFirst().map(choice::asked).orElseGet(choice::standard);
        asks.stream()
                .skip(1)
                .filter(other ->
                        choice.find(other).filter(chosen.version()::equals).isEmpty()
                                && !tool.rule().fits(chosen.version(), choice.plain(other)))
                .forEach(other -> findings.warn(other.where() + " asks for " + tool.label() + " "
                        + Texts.shown(other.version()) + ", " + asks.getFirst().where() + " for "
                        + Texts.shown(asks.getFirst().version()) + "; " + chosen.version() + " is used."));
        return chosen;
    }

    private Plan.Toolchain standard() {
        findings.note(field, offer.standard(), null, "no version is asked for, so it is the standard one");
        return new Plan.Toolchain(tool.name(), null, offer.standard());
    }

    private Plan.Toolchain asked(Ask ask) {
        Optional<String> version = find(ask);
        if (version.isEmpty()) {
            String nearest = offer.nearest(ask.version().replaceFirst("^[^0-9]*", ""));
            findings.unmet(findings.refuse(
                    "it asks for " + tool.label() + " \"" + Texts.shown(ask.version()) + "\" (" + ask.where()
                            + "), and the package set \"" + offer.packageSet() + "\" offers " + lines(),
                    "The nearest is " + nearest + ": ask for that there, or for its release line."));
            return new Plan.Toolchain(tool.name(), ask.version(), nearest);
        }
        findings.note(
                field,
                version.get(),
                ask.file(),
                (ask.where().equals(ask.file()) ? "it" : ask.where()) + " asks for " + Texts.shown(ask.version()));
        if (exact(ask) && !tool.rule().fits(version.get(), plain(ask))) {
            findings.warn(ask.where() + " asks for " + tool.label() + " " + plain(ask) + "; " + version.get()
                    + " is used, the one on offer of that release line.");
        }
        return new Plan.Toolchain(tool.name(), ask.version(), version.get());
    }

    /** The version on offer for an ask; empty where none fits. */
    private Optional<String> find(Ask ask) {
        String plain = plain(ask);
        if (NEWEST.contains(plain)) {
            return Optional.of(offer.versions().getLast());
        }
        if (STANDARD.contains(plain)) {
            return Optional.of(offer.standard());
        }
        Optional<String> fitting = offer.best(v -> tool.rule().fits(v, plain), tool.preferred());
        if (fitting.isEmpty() && exact(ask) && !ask.range()) {
            return offer.newestOf(plain.substring(0, plain.lastIndexOf('.')))
                    .or(() -> offer.newestOf(tool.line(plain)));
        }
        return fitting;
    }

    private boolean exact(Ask ask) {
        return EXACT.matcher(plain(ask)).matches();
    }

    private String plain(Ask ask) {
        String plain = ask.version().strip().toLowerCase(Locale.ROOT).replaceFirst("^v(?=\\d)", "");
        return tool.words().getOrDefault(plain, plain);
    }

    /** The newest of each release line: what there is, in a length that can be read. */
    private String lines() {
        Map<String, String> newest = new LinkedHashMap<>();
        offer.versions().forEach(version -> newest.put(tool.line(version), version));
        return String.join(", ", newest.values());
    }
}
