package io.firn.flake;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a flake needs to know beyond plan and source.
 *
 * @param packageSet {@code debian} or {@code nixpkgs}
 * @param source where the app's source is
 * @param mirrors registry name to base address, for those who build without Firn's own mirror; never part of an output path
 */
public record BuildSettings(String packageSet, SourceRef source, SortedMap<String, String> mirrors) {
    public BuildSettings {
        mirrors = Collections.unmodifiableSortedMap(new TreeMap<>(mirrors));
    }

    /** Settings with mirrors in any kind of map. */
    public static BuildSettings of(String packageSet, SourceRef source, Map<String, String> mirrors) {
        return new BuildSettings(packageSet, source, new TreeMap<>(mirrors));
    }
}
