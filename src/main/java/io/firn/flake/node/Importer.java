package io.firn.flake.node;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A package of the repository itself that asks for others: the root, or a member of its workspace.
 *
 * @param folder its place, {@code ""} for the root
 * @param production what it needs while it runs: name to id
 * @param development what only builds need
 */
record Importer(String folder, SortedMap<String, String> production, SortedMap<String, String> development) {

    /** Both, as they are installed. */
    SortedMap<String, String> all() {
        var all = new TreeMap<>(development);
        all.putAll(production);
        return all;
    }

    /** Where its dependencies are laid out. */
    String modules() {
        return folder.isEmpty() ? "node_modules" : folder + "/node_modules";
    }
}
