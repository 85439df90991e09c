package io.firn.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check of the cache found.
 *
 * @param paths paths that were looked at
 * @param blobs blobs that were looked at
 * @param pending blobs that are noted and belong to no path: uploads on their way, and what collection has yet to delete
 * @param problems how many findings there are
 * @param findings the first thousand of them
 * @param repaired whether they were put right
 * @param rootsGivenUp roots that named what could not be kept
 */
public record CheckReport(
        long paths,
        long blobs,
        long pending,
        long problems,
        List<Finding> findings,
        boolean repaired,
        List<String> rootsGivenUp) {
    private static final int SHOWN = 1000;

    /** What can be wrong. */
    public enum Kind {
        /** A valid path has no bytes. Repair: it becomes invalid with all that refers to it; a build brings it back. */
        MISSING_BYTES,
        /** A valid path's blob has another size. Repair: as with missing bytes. */
        WRONG_SIZE,
        /** A blob that nothing owns. Repair: it is deleted. */
        UNKNOWN_BLOB,
        /** A path refers to one that is not there. Not repaired: the database's own constraints were broken. */
        DANGLING_REFERENCE
    }

    /** One thing that is wrong. */
    public record Finding(Kind kind, String subject, String what) {}

    /** Whether nothing is wrong. */
    public boolean clean() {
        return problems == 0;
    }

    /** Collects findings. */
    static final class Builder {
        private final boolean repairing;
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> roots = new ArrayList<>();
        private long problems;
        private long paths;
        private long blobs;
        private long pending;

        Builder(boolean repairing) {
            this.repairing = repairing;
        }

        void add(Kind kind, String subject, String what) {
            problems++;
            if (findings.size() < SHOWN) {
                findings.add(new Finding(kind, subject, what));
            }
        }

        void gaveUp(List<String> names) {
            roots.addAll(names);
        }

        void paths(long more) {
            paths += more;
        }

        void blobs(long more) {
            blobs += more;
        }

        void pending(long count) {
            pending = count;
        }

        CheckReport build() {
            return new CheckReport(
                    paths, blobs, pending, problems, List.copyOf(findings), repairing, List.copyOf(roots));
        }
    }
}
