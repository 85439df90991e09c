package io.firn.detect.python;

import io.firn.detect.Findings;
import io.firn.detect.Offer;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Python an app asks for, and which of those on offer it gets. */
final class PythonVersion {
    private static final Pattern NAMED = Pattern.compile("(?:python-|cpython-|cpython@|pypy)?(\\d+(?:\\.\\d+){0,2})");
    private static final Pattern PIPFILE =
            Pattern.compile("(?m)^python(?:_full)?_version\\s*=\\s*[\"']([^\"']{1,40})[\"']");

    private PythonVersion() {}

    static Plan.Toolchain choose(Findings findings) {
        Offer offer = findings.offer("python");
        for (String file : new String[] {".python-version", "runtime.txt"}) {
            Optional<String> asked = findings.text(file).flatMap(PythonVersion::firstLine);
            if (asked.isPresent()) {
                return named(findings, offer, asked.get(), file);
            }
        }
        Optional<String> pipfile = findings.text("Pipfile").flatMap(text -> {
            Matcher matcher = PIPFILE.matcher(text);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        });
        if (pipfile.isPresent()) {
            return named(findings, offer, pipfile.get(), "Pipfile");
        }
        Optional<String> range = Pyproject.read(findings).requiresPython();
        if (range.isPresent()) {
            return ranged(findings, offer, range.get(), "pyproject.toml", "requires-python asks for " + range.get());
        }
        findings.note(
                "toolchain.version", offer.standard(), null, "no version is asked for, so it is the standard one");
        return new Plan.Toolchain("python", null, offer.standard());
    }

    private static Plan.Toolchain ranged(Findings findings, Offer offer, String asked, String file, String because) {
        String version = offer.best(candidate -> Pep440.satisfies(candidate, asked))
                .orElseThrow(() -> none(findings, offer, asked, file));
        findings.note("toolchain.version", version, file, because);
        return new Plan.Toolchain("python", asked, version);
    }

    private static Plan.Toolchain named(Findings findings, Offer offer, String asked, String file) {
        if (asked.matches("[<>=!~].*")) {
            return ranged(findings, offer, asked, file, "it asks for " + asked);
        }
        Matcher matcher = NAMED.matcher(asked);
        if (asked.startsWith("pypy") || !matcher.matches()) {
            throw none(findings, offer, asked, file);
        }
        String plain = matcher.group(1);
        Optional<String> version =
                plain.contains(".") ? offer.newestOf(plain) : offer.best(v -> v.startsWith(plain + "."));
        String[] parts = plain.split("\\.", -1);
        if (version.isEmpty() && parts.length == 3) {
            version = offer.newestOf(parts[0] + "." + parts[1]);
            version.ifPresent(used -> findings.warn(file + " asks for Python " + plain + "; " + used
                    + " is used, the one on offer of that release line."));
        }
        String used = version.orElseThrow(() -> none(findings, offer, asked, file));
        findings.note("toolchain.version", used, file, "it asks for " + asked);
        return new Plan.Toolchain("python", asked, used);
    }

    private static RuntimeException none(Findings findings, Offer offer, String asked, String where) {
        String nearest = offer.nearest(asked.replaceFirst("^[^0-9]*", "0"));
        return findings.refuse(
                "it asks for Python \"" + Texts.shown(asked) + "\" (" + where + "), and the package set \""
                        + offer.packageSet() + "\" offers " + String.join(", ", offer.versions()),
                "The nearest is " + nearest + ": ask for that there, or for its release line.");
    }

    private static Optional<String> firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst();
    }
}
