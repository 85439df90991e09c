package io.firn.nix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SharesTest {
    @Test
    void fewBytesGoThroughOneStream() {
        assertThat(Shares.of(paths(500, 1000))).hasSize(1);
    }

    @Test
    void noPathsMakeNoStream() {
        assertThat(Shares.of(List.of())).isEmpty();
    }

    @Test
    void onePathIsOneStreamHoweverLarge() {
        assertThat(Shares.of(paths(1, 1L << 32))).hasSize(1);
    }

    @Test
    void manyBytesAreDividedEvenlyAndEachPathIsSentOnce() {
        List<PathInfo> paths = paths(90, 10 << 20);
        List<List<PathInfo>> shares = Shares.of(paths);
        assertThat(shares).hasSize(3).allSatisfy(share -> assertThat(share).hasSize(30));
        assertThat(shares.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(paths);
    }

    private static List<PathInfo> paths(int count, long size) {
        List<PathInfo> paths = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            String hash = "%032d".formatted(n);
            paths.add(new PathInfo(
                    StorePath.parse("/nix/store/" + hash + "-one"),
                    new NarHash(new byte[32]),
                    size,
                    new TreeSet<>(),
                    Optional.empty(),
                    Optional.empty()));
        }
        return paths;
    }
}
