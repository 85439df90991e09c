package io.firn.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.nix.ContentAddress.Algorithm;
import io.firn.nix.ContentAddress.Method;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Compares with paths that Nix 2.26 gave for the tree of {@link NarTest#hashIsTheOneThatNixGives()}. */
class StorePathsTest {
    private static final SortedSet<StorePath> NONE = new TreeSet<>();
    private static final byte[] HELLO = "hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @Test
    void recursiveSha256() {
        var hash = NarHash.parse("sha256:05r18x25j7rc4kjylz3i1mm00v2h4nipsc4013bjnp7da1zl2i53");
        assertThat(StorePaths.fixedRecursive("source", hash))
                .hasToString("/nix/store/00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8-source");
        assertThat(StorePaths.of(ContentAddress.parse("fixed:r:" + hash), "source", NONE))
                .hasToString("/nix/store/00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8-source");
    }

    @Test
    void flatFiles() throws Exception {
        assertThat(flat(Algorithm.SHA256)).hasToString("/nix/store/fdwm55r4skpypx1gwzb7x69ckav1rv09-a.txt");
        assertThat(flat(Algorithm.SHA512)).hasToString("/nix/store/24vy5m62m27cswx0rjz0n7d7gx6fn9bh-a.txt");
        assertThat(flat(Algorithm.SHA1)).hasToString("/nix/store/ai1nh82p4c5ylq44c5yqamdsl6s74p63-a.txt");
    }

    @Test
    void textWithReferences() {
        var reference = StorePath.parse("/nix/store/xvycism90qx3yk3wyzqgyipp6yg4mhrb-x");
        var address = ContentAddress.parse("text:sha256:02wvz7my9jr0yq67gs1hzz1hxf9d9l3w9xvy9wclq225mlkq7zbv");
        assertThat(StorePaths.of(address, "y", new TreeSet<>(List.of(reference))))
                .hasToString("/nix/store/99h7cjvn57vpjqpvby7y310ga1j84d8q-y");
        assertThat(address).hasToString("text:sha256:02wvz7my9jr0yq67gs1hzz1hxf9d9l3w9xvy9wclq225mlkq7zbv");
    }

    @Test
    void flatPathsCannotHaveReferences() {
        var reference = StorePath.parse("/nix/store/xvycism90qx3yk3wyzqgyipp6yg4mhrb-x");
        var address = new ContentAddress(Method.FLAT, Algorithm.SHA1, "00".repeat(20));
        assertThatThrownBy(() -> StorePaths.of(address, "y", new TreeSet<>(List.of(reference))))
                .hasMessageContaining("cannot have references");
    }

    @Test
    void onlyAPathWhoseNameFollowsFromItsNarNeedsNoSignature() {
        var hash = NarHash.parse("sha256:05r18x25j7rc4kjylz3i1mm00v2h4nipsc4013bjnp7da1zl2i53");
        var other = NarHash.parse("sha256:02wvz7my9jr0yq67gs1hzz1hxf9d9l3w9xvy9wclq225mlkq7zbv");
        var path = StorePath.parse("/nix/store/00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8-source");
        var reference = StorePath.parse("/nix/store/xvycism90qx3yk3wyzqgyipp6yg4mhrb-x");
        String address = "fixed:r:" + hash;
        assertThat(followsFromNar(path, hash, NONE, address)).isTrue();

        var referring = StorePaths.of(ContentAddress.parse(address), "source", new TreeSet<>(List.of(reference)));
        assertThat(followsFromNar(referring, hash, new TreeSet<>(List.of(reference)), address))
                .isTrue();

        var renamed = StorePath.parse("/nix/store/00fzzzhlzqnqbmpkh1j2gdryqsxcq5h8-resource");
        assertThat(followsFromNar(renamed, hash, NONE, address))
                .as("another name")
                .isFalse();
        assertThat(followsFromNar(path, hash, new TreeSet<>(List.of(reference)), address))
                .as("a reference more")
                .isFalse();
        assertThat(followsFromNar(path, other, NONE, address)).as("another NAR").isFalse();
        assertThat(followsFromNar(path, other, NONE, "fixed:r:" + other))
                .as("another NAR with its own address")
                .isFalse();
        for (String ca : List.of("fixed:" + hash, "text:" + hash, "fixed:r:md5:1", "", "fixed:r:sha256:é")) {
            assertThat(followsFromNar(path, hash, NONE, ca)).as(ca).isFalse();
        }
        assertThat(StorePaths.nameFollowsFromNar(
                        new PathInfo(path, hash, 120, NONE, Optional.empty(), Optional.empty())))
                .as("no address")
                .isFalse();
    }

    private static boolean followsFromNar(
            StorePath path, NarHash narHash, SortedSet<StorePath> references, String address) {
        return StorePaths.nameFollowsFromNar(
                new PathInfo(path, narHash, 120, references, Optional.empty(), Optional.of(address)));
    }

    private static StorePath flat(Algorithm algorithm) throws Exception {
        String hex = HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm.javaName()).digest(HELLO));
        return StorePaths.of(new ContentAddress(Method.FLAT, algorithm, hex), "a.txt", NONE);
    }
}
