package io.firn;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * A service that other machines reach: an Engine in a network of its own does not reach this machine's loopback. Quarkus orders
 * tests by the name of their profile, and this name comes before those of all rooms: its tests push to the installation that all
 * share, which is whole in the beginning.
 */
public final class ReachableFromNodes implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.http.host", "0.0.0.0");
    }
}
