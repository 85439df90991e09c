package io.firn.detect.ruby;

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

/** Which Ruby an app asks for, and which of those on offer it gets. */
final class RubyVersion {
    private static final VersionRule RULE = (offered, asked) -> asked.matches("[0-9.]{1,30}")
            ? VersionRule.PARTS.fits(offered, asked)
            : VersionRange.gem(asked).filter(range -> range.contains(offered)).isPresent();
    private static final VersionedTool RUBY = VersionedTool.of("ruby", "Ruby", RULE, 2);

    private RubyVersion() {}

    static Plan.Toolchain choose(Findings findings, Gemfile gemfile) {
        var asks = new ArrayList<Ask>();
        ToolFiles.ask(findings, "ruby").ifPresent(ask -> asks.add(named(ask.version(), ask.file())));
        String asked = gemfile.ruby();
        if (asked != null) {
            boolean exact = asked.matches("[0-9.]+");
            asks.add(exact ? Ask.named(asked, Gemfile.FILE) : Ask.limit(asked, Gemfile.FILE, "ruby"));
        }
        findings.text(".ruby-version")
                .flatMap(RubyVersion::firstLine)
                .ifPresent(line -> asks.add(named(line, ".ruby-version")));
        if (asks.isEmpty()) {
            Gemfile.lockedRuby(findings).ifPresent(locked -> asks.add(Ask.named(locked, Gemfile.LOCK)));
        }
        return VersionChoice.choose(findings, RUBY, asks);
    }

    /** {@code ruby-3.2.1} and {@code 3.2.1-p20} are the version in the middle; other rubies stay as they are written. */
    private static Ask named(String version, String file) {
        return Ask.named(version.replaceFirst("^ruby-(?=\\d)", "").replaceFirst("-?p\\d{1,5}$", ""), file);
    }

    private static Optional<String> firstLine(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .findFirst();
    }
}
