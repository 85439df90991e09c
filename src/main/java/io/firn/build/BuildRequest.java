package io.firn.build;

import io.firn.schedule.Lane;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What somebody wants built.
 *
 * @param flakeKey hash of the whole flake, locked sources included: equal keys give equal outputs
 * @param attr the attribute of the flake
 * @param system {@code x86_64-linux}
 * @param branch whose turn it takes among its app's; empty where it is of none
 * @param lane whether somebody waits for it
 * @param priority from -10 to 10, among the builds of its org
 * @param features what the builder must have; words without spaces
 */
public record BuildRequest(
        String flakeKey,
        String attr,
        String system,
        String branch,
        Lane lane,
        int priority,
        SortedSet<String> features) {
    public BuildRequest {
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
    }

    /** A deploy waits for it. */
    public static BuildRequest forDeploy(String flakeKey, String attr, String system, String branch) {
        return new BuildRequest(flakeKey, attr, system, branch, Lane.INTERACTIVE, 0, new TreeSet<>());
    }

    /** Nobody waits for it. */
    public static BuildRequest inBackground(String flakeKey, String attr, String system) {
        return new BuildRequest(flakeKey, attr, system, "", Lane.BATCH, 0, new TreeSet<>(Set.of()));
    }
}
