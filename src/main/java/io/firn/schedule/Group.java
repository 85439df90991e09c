package io.firn.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Those who wait for the same kind of machine: where one of them finds none, none of them does. */
final class Group {
    private static final double SMALLEST = 128L << 20;
    private static final int STEPS_PER_DOUBLING = 4;

    /**
     * What they ask for.
     *
     * @param memory bytes, rounded up to the next of four steps per doubling
     */
    record Key(Lane lane, String system, SortedSet<String> features, long memory, long disk) {
        static Key of(Job job, Prediction prediction) {
            return new Key(job.lane(), job.system(), job.features(), rounded(prediction.memory()), prediction.disk());
        }

        private static long rounded(long memory) {
            double steps =
                    Math.ceil(STEPS_PER_DOUBLING * Math.log(Math.max(1, memory) / SMALLEST) / Math.log(2) - 1e-9);
            return (long) (SMALLEST * Math.pow(2, Math.max(0, steps) / STEPS_PER_DOUBLING));
        }

        /** The machines that can take them, whatever memory they have. */
        String machines() {
            return system + "/" + String.join(",", features);
        }

        @Override
        public String toString() {
            return lane + "/" + system + "/" + String.join(",", features) + "/" + (memory >> 20);
        }
    }

    final Key key;
    final Tier root;
    /** Machines that can take them when they have room. */
    final List<Seat> seats = new ArrayList<>();
    /** Nobody has room for them now. */
    boolean blocked;
    /** The machine that is kept for them. */
    @Nullable Seat kept;

    Group(Key key) {
        this.key = key;
        this.root = new Tier(key.toString(), null, new Share(0, 1), false);
    }

    boolean waits() {
        return !root.empty();
    }
}
