package io.firn.detect.python;

import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.Plan;
import io.firn.detect.ToolFiles;
import io.firn.detect.VersionChoice;
import io.firn.detect.VersionRange;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import java.util.ArrayList;
import java.util.Optional;

/** Which Python an app asks for, and which of those on offer it gets. Ranges follow PEP 440, and Poetry's caret and tilde. */
final class PythonVersion {
    private static final VersionRule RULE = (offered, asked) -> {
        if (asked.matches("[0-9.]{1,30}")) {
            return VersionRule.PARTS.fits(offered, asked);
        }
        Optional<VersionRange> range = VersionRange.poetry(asked);
        return range.isPresent() ? range.get().contains(offered) : Pep440.satisfies(offered, asked);
    };
    private static final VersionedTool PYTHON = VersionedTool.of("python", "Python", RULE, 2);

    private PythonVersion() {}

    /** What people name comes before what projects limit; asks that clash are warned of. */
    static Plan.Toolchain choose(Findings findings, PythonNeeds needs) {
        var asks = new ArrayList<Ask>();
        ToolFiles.ask(findings, "python").ifPresent(asks::add);
        for (String file : new String[] {".python-version", "runtime.txt"}) {
            findings.text(file).flatMap(PythonVersion::firstLine).ifPresent(line -> asks.add(named(line, file)));
        }
        needs.pipfile().python().ifPresent(asked -> asks.add(Ask.named(asked, Pipfile.FILE)));
        Pyproject pyproject = needs.pyproject();
        pyproject.requiresPython().ifPresent(range -> asks.add(Ask.limit(range, Pyproject.FILE, "requires-python")));
        pyproject.poetryPython().ifPresent(range -> asks.add(Ask.limit(range, Pyproject.FILE, "Poetry's python")));
        needs.conda().python().ifPresent(asked -> asks.add(Ask.named(asked, CondaFile.FILE)));
        return VersionChoice.choose(findings, PYTHON, asks);
    }

    private static Ask named(String line, String file) {
        String version = line.replaceFirst("^(?:cpython|python)[-@]?(?=\\d)", "");
        return version.matches("[<>=!~^].*") ? Ask.limit(version, file, "the range") : Ask.named(version, file);
    }

    private static Optional<String> firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst();
    }
}
