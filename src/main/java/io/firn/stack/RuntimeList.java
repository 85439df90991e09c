package io.firn.stack;

import java.util.List;
import java.util.SortedMap;

/**
 * All toolchains on offer.
 *
 * @param packageSet where they come from
 * @param items versions by tool, ascending
 * @param commands default commands by stack
 */
public record RuntimeList(String packageSet, List<RuntimeView> items, SortedMap<String, Runtimes.Commands> commands) {
    public RuntimeList {
        items = List.copyOf(items);
    }
}
