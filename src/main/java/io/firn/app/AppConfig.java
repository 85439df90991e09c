package io.firn.app;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An app's configuration as of one revision.
 *
 * @param revision grows by one with each change; 0 is the empty beginning
 * @param vars environment variables, in the clear: never log this
 */
public record AppConfig(long revision, SortedMap<String, String> vars) {
    public AppConfig {
        vars = Collections.unmodifiableSortedMap(new TreeMap<>(vars));
    }

    /** Says the names but not the values. */
    @Override
    public String toString() {
        return "AppConfig[revision=" + revision + ", vars=" + vars.keySet() + "]";
    }
}
