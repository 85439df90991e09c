package io.firn.detect;

import org.semver4j.Semver;

/** How versions of one world are written and compared. */
@FunctionalInterface
public interface VersionRule {
    /** npm's ranges, over versions of up to three numbers. */
    VersionRule SEMVER = VersionRule::inRange;

    /** A version, or its first parts: {@code 3.1} is any 3.1.x. */
    VersionRule PARTS = (offered, asked) -> offered.equals(asked)
            || offered.startsWith(asked + ".")
            || (asked.startsWith(offered + ".") && offered.split("\\.", -1).length < 3);

    /** The least version: what is newer fits too. */
    VersionRule AT_LEAST = (offered, asked) ->
            PARTS.fits(offered, asked) || Offers.semver(offered).compareTo(Offers.semver(asked)) >= 0;

    /** Whether an offered version meets what was asked; an offered {@code 22} stands for the newest 22.x. Never fails. */
    boolean fits(String offered, String asked);

    private static boolean inRange(String offered, String range) {
        if (range.length() > 200) {
            return false;
        }
        String[] parts = offered.split("\\.", -1);
        String whole = offered + ".9999".repeat(Math.max(0, 3 - parts.length));
        try {
            Semver parsed = Semver.parse(whole);
            return range.equals("x") || (parsed != null && parsed.satisfies(range));
        } catch (RuntimeException e) {
            return false; // the library throws on some texts that are no range
        }
    }
}
