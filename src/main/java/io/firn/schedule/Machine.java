package io.firn.schedule;

import java.util.Set;
import java.util.UUID;

/**
 * A builder as the scheduler sees it.
 *
 * @param features what it can do beyond the ordinary
 * @param mandatory those of its features without which a build may not come here
 * @param slots builds at once
 * @param speed how fast it is; 1 is ordinary, 2 twice as fast
 * @param memory bytes that builds may have together; {@code Long.MAX_VALUE} where unknown
 * @param diskFree bytes that builds may fill; {@code Long.MAX_VALUE} where unknown
 * @param closed why it takes nothing now, for people ("it is draining"); empty where it is open
 * @param holds keys of inputs that are in its store
 * @param bytesPerSecond how fast it fetches what it lacks
 */
public record Machine(
        UUID id,
        String name,
        Set<String> systems,
        Set<String> features,
        Set<String> mandatory,
        int slots,
        double speed,
        long memory,
        long diskFree,
        String closed,
        Set<String> holds,
        double bytesPerSecond) {
    public Machine {
        if (slots < 0 || !(speed > 0) || !(bytesPerSecond > 0)) {
            throw new IllegalArgumentException(name + ": slots " + slots + ", speed " + speed);
        }
        systems = Set.copyOf(systems);
        features = Set.copyOf(features);
        mandatory = Set.copyOf(mandatory);
        holds = Set.copyOf(holds);
    }

    boolean open() {
        return closed.isEmpty();
    }
}
