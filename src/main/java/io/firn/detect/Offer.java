package io.firn.detect;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a package set offers of one tool.
 *
 * @param tool neutral name, for instance {@code nodejs}
 * @param packageSet name of the set
 * @param standard version for those who do not ask
 * @param versions all, ascending
 */
public record Offer(String tool, String packageSet, String standard, List<String> versions) {

    /** The standard version where it fits, else the newest that does: a new release must not move apps that ask loosely. */
    public Optional<String> best(Predicate<String> fits) {
        if (fits.test(standard)) {
            return Optional.of(standard);
        }
        return versions.reversed().stream().filter(fits).findFirst();
    }

    /** As {@link #best(Predicate)}, where some of those that fit are taken before the others. */
    public Optional<String> best(Predicate<String> fits, Predicate<String> preferred) {
        Optional<String> first = best(fits);
        return first.filter(version -> version.equals(standard) || preferred.test(version))
                .or(() ->
                        versions.reversed().stream().filter(fits.and(preferred)).findFirst())
                .or(() -> first);
    }

    /** The newest version that starts with these parts ({@code 3.11} for {@code 3.11.2}). */
    public Optional<String> newestOf(String prefix) {
        return versions.reversed().stream()
                .filter(version -> version.equals(prefix) || version.startsWith(prefix + "."))
                .findFirst();
    }

    /** The version that lies nearest to what was asked; for messages. */
    public String nearest(String asked) {
        var wanted = Offers.semver(asked);
        String best = standard;
        long smallest = Long.MAX_VALUE;
        for (String version : versions) {
            var offered = Offers.semver(version);
            long distance = Math.abs(offered.getMajor() - (long) wanted.getMajor()) * 1_000_000
                    + Math.abs(offered.getMinor() - (long) wanted.getMinor()) * 1_000
                    + Math.abs(offered.getPatch() - (long) wanted.getPatch());
            if (distance < smallest) {
                smallest = distance;
                best = version;
            }
        }
        return best;
    }
}
