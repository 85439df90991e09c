package io.firn.flake.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlakeLockTest {
    private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";
    private static final String HASH = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    private static final Pins PINNED = wanted -> {
        var found = new java.util.HashMap<Pins.Wanted, String>();
        wanted.forEach(one -> found.put(one, HASH));
        return found;
    };

    @Test
    void inputOfACodeHostIsItsArchiveAndAStorePath() {
        Deps deps = read(node("tools", github("owner", "repo")), PINNED);
        assertThat(deps.files())
                .containsExactly(Deps.SourceFile.of(
                        "tools", REVISION, "github", "owner/repo/archive/" + REVISION + ".tar.gz", HASH));
        assertThat(deps.inputs()).containsOnlyKeys("tools");
        assertThat(deps.toJson()).containsPattern("\"path\": \"/nix/store/[a-z0-9]{32}-source");
        assertThat(Deps.parse(deps.toJson())).isEqualTo(deps);
    }

    @Test
    void foldersOfTheRepositoryAndTheSetItselfAreNotFetched() {
        Deps deps = read(
                """
                {"nodes": {"root": {"inputs": {"lib": "lib", "firn": "firn"}},
                  "lib": {"locked": {"type": "path", "path": "./lib"}, "parent": []},
                  "firn": {"locked": {"type": "git", "url": "https://x.invalid/firn"}}}, "root": "root", "version": 7}
                """,
                Pins.NONE);
        assertThat(deps.files()).isEmpty();
        assertThat(deps.inputs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"git\", \"url\": \"https://x.invalid\"}",
                "{\"type\": \"path\", \"path\": \"/etc\"}",
                "{\"type\": \"tarball\", \"url\": \"http://169.254.169.254/\"}",
                "{\"type\": \"github\", \"owner\": \"..\", \"repo\": \"x\", \"rev\": \"" + REVISION + "\"}",
                "{\"type\": \"github\", \"owner\": \"o\", \"repo\": \"x\", \"rev\": \"main\", \"narHash\": \"" + HASH
                        + "\"}",
                "{\"type\": \"github\", \"owner\": \"o\", \"repo\": \"x\", \"rev\": \"" + REVISION + "\"}",
                "{\"type\": \"github\", \"host\": \"10.0.0.1\", \"owner\": \"o\", \"repo\": \"x\", \"rev\": \""
                        + REVISION + "\"}",
                "[]"
            })
    void whatCannotBePinnedIsRefusedByName(String locked) {
        assertThatThrownBy(() -> read(node("bad", locked), PINNED)).hasMessageContaining("\"bad\" of flake.lock");
    }

    @Test
    void archiveThatNoRegistryHasIsRefused() {
        assertThatThrownBy(() -> read(node("tools", github("owner", "repo")), wanted -> Map.of()))
                .hasMessageContaining("\"github\" does not have owner/repo/archive/");
    }

    @Test
    void whoTakesTheFlakeAwayHasNixFetchWhatTheLockPins() {
        Pins away = new Pins() {
            @Override
            public Map<Wanted, String> hashes(Collection<Wanted> wanted) {
                return Map.of();
            }

            @Override
            public boolean bringsInputs() {
                return false;
            }
        };
        Deps deps = read(node("tools", github("owner", "repo")), away);
        assertThat(deps.files()).isEmpty();
        assertThat(deps.inputs()).isEmpty();
        assertThatThrownBy(() -> read(node("bad", "{\"type\": \"path\", \"path\": \"/etc\"}"), away))
                .hasMessageContaining("\"bad\" of flake.lock");
    }

    @Test
    void flakeWithoutALockNeedsNothing() {
        assertThat(FlakeLock.read(MapTree.of("flake.nix", "{ }"), Pins.NONE)).isEqualTo(Deps.none());
    }

    private static Deps read(String lock, Pins pins) {
        return FlakeLock.read(MapTree.of("flake.lock", lock), pins);
    }

    private static String node(String name, String locked) {
        return "{\"nodes\": {\"root\": {\"inputs\": {\"" + name + "\": \"" + name + "\"}}, \"" + name
                + "\": {\"locked\": " + locked + "}}, \"root\": \"root\", \"version\": 7}";
    }

    private static String github(String owner, String repository) {
        return "{\"type\": \"github\", \"owner\": \"" + owner + "\", \"repo\": \"" + repository + "\", \"rev\": \""
                + REVISION + "\", \"narHash\": \"" + HASH + "\"}";
    }
}
