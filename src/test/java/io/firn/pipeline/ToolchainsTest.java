package io.firn.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.nix.NarHash;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ToolchainsTest {
    private static final String CA = "fixed:r:sha256:" + "0".repeat(52);

    private final PathInfo archive = info("1", "node.tar.gz", CA);
    private final PathInfo seed = info("2", "busybox", CA);
    private final PathInfo libc = info("3", "libc6", null, seed);
    private final PathInfo node = info("4", "nodejs", null, libc);
    private final PathInfo deps = info("5", "deps", null, node);
    private final PathInfo app = info("6", "app", null, deps, node);

    @Test
    void whatWasMadeIsKeptAndWhatWasFetchedOnlyWhereSomethingRefersToIt() {
        List<PathInfo> chosen = Toolchains.chosen(List.of(archive, seed, libc, node, deps, app), app.path());
        assertThat(chosen).containsExactly(seed, libc, node, deps);
    }

    @Test
    void rootsAreThoseThatNothingElseRefersTo() {
        PathInfo go = info("7", "go", null, libc);
        assertThat(Toolchains.tops(List.of(seed, libc, node, deps, go))).containsExactly(deps, go);
    }

    private static PathInfo info(
            String digit, String name, @org.jspecify.annotations.Nullable String ca, PathInfo... below) {
        var references = new TreeSet<StorePath>();
        for (PathInfo reference : below) {
            references.add(reference.path());
        }
        return new PathInfo(
                new StorePath(digit.repeat(32), name),
                new NarHash(new byte[32]),
                100,
                references,
                Optional.empty(),
                Optional.ofNullable(ca));
    }
}
