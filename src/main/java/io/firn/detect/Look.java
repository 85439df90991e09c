package io.firn.detect;

import io.firn.fault.Fault;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All that detection found out about a tree.
 *
 * @param matches every claim, the surest first
 * @param plan the plan of the surest; a draft where something is unmet; empty where not even that can be made
 * @param unmet what stands in the way; empty where the plan can be built
 * @param looked the files and folders that were looked at, each with what became of it, for instance {@code read, 120 bytes}
 */
public record Look(List<Match> matches, Optional<Plan> plan, List<Fault> unmet, SortedMap<String, String> looked) {
    public Look {
        matches = List.copyOf(matches);
        unmet = List.copyOf(unmet);
    }
}
