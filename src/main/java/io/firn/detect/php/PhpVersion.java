package io.firn.detect.php;

import io.firn.detect.Ask;
import io.firn.detect.Findings;
import io.firn.detect.Plan;
import io.firn.detect.ToolFiles;
import io.firn.detect.VersionChoice;
import io.firn.detect.VersionRange;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import java.util.ArrayList;

/** Which PHP an app asks for, and which of those on offer it gets. Ranges follow Composer's rules. */
final class PhpVersion {
    private static final VersionRule RULE = (offered, asked) -> asked.matches("[0-9.]{1,30}")
            ? VersionRule.PARTS.fits(offered, asked)
            : VersionRange.composer(asked)
                    .filter(range -> range.contains(offered))
                    .isPresent();
    private static final VersionedTool PHP = VersionedTool.of("php", "PHP", RULE, 2);

    private PhpVersion() {}

    static Plan.Toolchain choose(Findings findings, ComposerJson composer) {
        var asks = new ArrayList<Ask>();
        ToolFiles.ask(findings, "php").ifPresent(asks::add);
        findings.text(".php-version")
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> asks.add(Ask.named(text.replaceFirst("(?s)\\s.*", ""), ".php-version")));
        composer.platform()
                .ifPresent(asked -> asks.add(new Ask(asked, ComposerJson.FILE, "config.platform.php", false)));
        composer.php().ifPresent(asked -> asks.add(Ask.limit(asked, ComposerJson.FILE, "require.php")));
        return VersionChoice.choose(findings, PHP, asks);
    }
}
