package io.firn.nix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Divides paths among streams that move them at once: each gets about as many bytes as the others, its largest path first. Few
 * bytes make few streams, for each is a process on the other side, whose start costs as much as some hundred tiny paths.
 */
public final class Shares {
    private static final int MOST = 3;
    private static final long WORTH_A_STREAM = 4L << 20;

    /** What a path costs besides its bytes, as bytes: its files are made and moved. */
    private static final long EACH = 20_000;

    private Shares() {}

    /** The paths of each stream; none is empty, and every path is in one of them. */
    public static List<List<PathInfo>> of(Collection<PathInfo> paths) {
        long all = paths.stream().mapToLong(PathInfo::narSize).sum();
        int streams = (int) Math.min(MOST, 1 + all / WORTH_A_STREAM);
        List<List<PathInfo>> shares = new ArrayList<>();
        long[] bytes = new long[streams];
        for (int n = 0; n < streams; n++) {
            shares.add(new ArrayList<>());
        }
        paths.stream()
                .sorted(Comparator.comparingLong(PathInfo::narSize).reversed())
                .forEach(path -> {
                    int least = least(bytes);
                    shares.get(least).add(path);
                    bytes[least] += path.narSize() + EACH;
                });
        shares.removeIf(List::isEmpty);
        return shares;
    }

    private static int least(long[] bytes) {
        int least = 0;
        for (int n = 1; n < bytes.length; n++) {
            least = bytes[n] < bytes[least] ? n : least;
        }
        return least;
    }
}
