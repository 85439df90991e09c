package io.firn.route;

import io.firn.deploy.Endpoint;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How an app is reached: its host names, the releases that could serve it and the one that does.
 *
 * @param appId app
 * @param appName its name, for people who read the proxy's configuration
 * @param hosts host names
 * @param live number of the release that serves, empty where none does
 * @param releases healthy instances by release number; the live one, one about to take over, those kept warm
 */
public record AppRoute(
        UUID appId,
        String appName,
        List<HostName> hosts,
        OptionalInt live,
        SortedMap<Integer, List<Endpoint>> releases) {
    public AppRoute {
        hosts = List.copyOf(hosts);
        var sorted = new TreeMap<Integer, List<Endpoint>>();
        releases.forEach((n, ends) -> sorted.put(n, ends.stream().sorted().toList()));
        releases = Collections.unmodifiableSortedMap(sorted);
    }
}
