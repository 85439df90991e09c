package io.firn.flake.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.tree.MapTree;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class BunLockTest {
    private static final String SHA = "sha512-" + Base64.getEncoder().encodeToString(new byte[64]);
    private static final String LOCK =
            """
            {
              "lockfileVersion": 1,
              "workspaces": {
                "": {"name": "root", "dependencies": {"a": "^1.0.0"}, "devDependencies": {"t": "^1.0.0"},},
                "libs/ui": {"name": "@me/ui", "dependencies": {"b": "^1.0.0"},},
              },
              "packages": {
                "@me/ui": ["@me/ui@workspace:libs/ui"],
                "@me/ui/b": ["b@1.0.0", "", {}, "%1$s"],
                "a": ["a@1.0.0", "", {"dependencies": {"b": "^2.0.0"}}, "%1$s"],
                "b": ["b@2.0.0", "", {"os": "linux", "cpu": ["x64"]}, "%1$s"],
                "t": ["t@1.0.0", "", {}, "%1$s"],
              }
            }
            """
                    .formatted(SHA);

    @Test
    void itsKeysAreTheTree() {
        Deps deps = BunLock.read(MapTree.of("libs/ui/package.json", "{}"), LOCK);
        assertThat(deps.files())
                .extracting(Deps.SourceFile::path)
                .containsExactly("libs/ui/node_modules/b", "node_modules/a", "node_modules/b", "node_modules/t");
        assertThat(deps.files())
                .filteredOn(Deps.SourceFile::dev)
                .extracting(Deps.SourceFile::name)
                .containsExactly("t");
        assertThat(deps.links()).containsExactly(new Deps.Link("node_modules/@me/ui", "libs/ui", false));
    }

    @Test
    void brokenAndHostileOnesAreRefused() {
        for (String lock : new String[] {
            "{",
            LOCK.replace("\"t\": [", "\"../t\": ["),
            LOCK.replace("t@1.0.0", "t@github:o/r#abc"),
            LOCK.replace("libs/ui\"]", "../other\"]")
        }) {
            assertThatThrownBy(() -> BunLock.read(MapTree.of("libs/ui/package.json", "{}"), lock))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("bun.lock");
        }
    }
}
