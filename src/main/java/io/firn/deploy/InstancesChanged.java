package io.firn.deploy;

import java.util.Set;
import java.util.UUID;

/**
 * Somewhere an instance became healthy, sick, or went away. A hint: the rows are the truth.
 *
 * @param apps whose
 */
public record InstancesChanged(Set<UUID> apps) {
    public InstancesChanged {
        apps = Set.copyOf(apps);
    }
}
