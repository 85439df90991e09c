package io.firn.packages;

import java.net.URI;
import java.util.Set;

/**
 * One source of apt: an archive, some of its suites and components.
 *
 * @param base root of the archive
 * @param suites names below {@code dists}
 * @param components {@code main} and its like
 * @param signedBy keyring file, or empty for apt's trusted keys
 */
public record AptSource(URI base, Set<String> suites, Set<String> components, String signedBy) {
    public AptSource {
        suites = Set.copyOf(suites);
        components = Set.copyOf(components);
    }
}
