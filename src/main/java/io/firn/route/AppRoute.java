package io.firn.route;

import io.firn.deploy.Endpoint;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How an app is reached: its host names, and a few lanes of which one takes the traffic. A release that runs has a lane: the
 * live one, one about to take over, those kept warm.
 *
 * @param appId app
 * @param hosts host names
 * @param live lane that takes the traffic, empty where none does
 * @param lanes healthy instances by lane
 */
public record AppRoute(UUID appId, List<HostName> hosts, OptionalInt live, SortedMap<Integer, List<Endpoint>> lanes) {
    /** Lanes of each app: one live, one coming, the others to drain or to be kept warm. */
    public static final int LANES = 4;

    public AppRoute {
        hosts = List.copyOf(hosts);
        var sorted = new TreeMap<Integer, List<Endpoint>>();
        lanes.forEach((n, ends) -> sorted.put(n, ends.stream().sorted().toList()));
        lanes = Collections.unmodifiableSortedMap(sorted);
    }

    /** The lane that answers: the live one, where it has an instance to answer with. */
    OptionalInt answering() {
        return live.isPresent()
                        && !lanes.getOrDefault(live.getAsInt(), List.of()).isEmpty()
                ? live
                : OptionalInt.empty();
    }

    /** The most instances in one lane. */
    int widest() {
        return lanes.values().stream().mapToInt(List::size).max().orElse(0);
    }
}
