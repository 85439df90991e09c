package io.firn.flake.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.flake.Deps;
import io.firn.tree.MapTree;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PnpmLockTest {
    private static final String SHA = "sha512-" + Base64.getEncoder().encodeToString(new byte[64]);
    private static final MapTree TREE = MapTree.of("package.json", "{}", "libs/ui/package.json", "{}");

    private static final String NINE =
            """
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  '@s/a': {specifier: ^1.0.0, version: 1.0.0(p@3.0.0)}
                  ui: {specifier: 'workspace:*', version: 'link:libs/ui'}
                devDependencies:
                  tool: {specifier: ^2.0.0, version: 2.0.0}
              libs/ui:
                dependencies:
                  p: {specifier: ^3.0.0, version: 3.0.0}
            packages:
              '@s/a@1.0.0':
                resolution: {integrity: %1$s}
                peerDependencies: {p: '*'}
              p@3.0.0:
                resolution: {integrity: %1$s}
                os: [linux]
              tool@2.0.0:
                resolution: {integrity: %1$s}
            snapshots:
              '@s/a@1.0.0(p@3.0.0)':
                dependencies: {p: 3.0.0}
              p@3.0.0: {}
              tool@2.0.0:
                dependencies: {alias: p@3.0.0}
            """
                    .formatted(SHA);

    private static final String SIX =
            """
            lockfileVersion: '6.0'
            dependencies:
              '@s/a': {specifier: ^1.0.0, version: 1.0.0(p@3.0.0)}
            packages:
              /@s/a@1.0.0(p@3.0.0):
                resolution: {integrity: %1$s}
                dependencies: {p: 3.0.0}
              /p@3.0.0:
                resolution: {integrity: %1$s}
            """
                    .formatted(SHA);

    private static final String FIVE =
            """
            lockfileVersion: 5.4
            specifiers: {'@s/a': ^1.0.0}
            dependencies:
              '@s/a': 1.0.0_p@3.0.0
            packages:
              /@s/a/1.0.0_p@3.0.0:
                resolution: {integrity: %1$s}
                dependencies: {p: 3.0.0}
              /p/3.0.0:
                resolution: {integrity: %1$s}
            """
                    .formatted(SHA);

    @Test
    void packagesLieBesideLinksToWhatTheyAskFor() {
        Deps deps = PnpmLock.read(TREE, NINE);
        assertThat(deps.files())
                .filteredOn(file -> !file.dev())
                .extracting(Deps.SourceFile::name)
                .containsExactly("@s/a", "p");
        String a = deps.files().getFirst().path();
        assertThat(a).matches("node_modules/\\.pnpm/@s\\+a@1\\.0\\.0_[A-Za-z0-9]{10}/node_modules/@s/a");
        String home = String.valueOf(a).replace("@s/a", "");
        assertThat(deps.links())
                .contains(
                        new Deps.Link(home + "p", "node_modules/.pnpm/p@3.0.0/node_modules/p", false),
                        new Deps.Link("node_modules/@s/a", String.valueOf(a), false),
                        new Deps.Link("node_modules/ui", "libs/ui", false),
                        new Deps.Link("libs/ui/node_modules/p", "node_modules/.pnpm/p@3.0.0/node_modules/p", false),
                        new Deps.Link("node_modules/tool", "node_modules/.pnpm/tool@2.0.0/node_modules/tool", true),
                        new Deps.Link(
                                "node_modules/.pnpm/tool@2.0.0/node_modules/alias",
                                "node_modules/.pnpm/p@3.0.0/node_modules/p",
                                true));
        assertThat(deps.files().get(1).os()).containsExactly("linux");
    }

    @Test
    void theOlderFormsSayTheSame() {
        for (String lock : new String[] {SIX, FIVE}) {
            Deps deps = PnpmLock.read(TREE, lock);
            assertThat(deps.files())
                    .extracting(Deps.SourceFile::file)
                    .containsExactly("@s/a/-/a-1.0.0.tgz", "p/-/p-3.0.0.tgz");
            assertThat(deps.links())
                    .anyMatch(link -> link.path().endsWith("/@s+a@1.0.0/node_modules/p")
                            || link.path().matches(".*/@s\\+a@1\\.0\\.0_\\w+/node_modules/p"));
        }
    }

    @Test
    void aFlatTreeIsMadeWhereItIsAskedFor() {
        var tree = MapTree.of("package.json", "{}", ".npmrc", "shamefully-hoist = true\n");
        assertThat(PnpmLock.read(tree, SIX).links())
                .anyMatch(link -> link.path().equals("node_modules/p"));
        assertThat(PnpmLock.read(TREE, SIX).links())
                .noneMatch(link -> link.path().equals("node_modules/p"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [",
                "[]",
                "lockfileVersion: 3",
                "lockfileVersion: '9.0'\nimporters: {.: {dependencies: {x: {version: 1.0.0}}}}",
                "lockfileVersion: '9.0'\nimporters: {.: {dependencies: {x: {version: 'link:../../etc'}}}}",
                "lockfileVersion: '9.0'\nimporters: {.: {dependencies: {../x: {version: 1.0.0}}}}",
                "lockfileVersion: '9.0'\npackages: {x@1.0.0: {resolution: {type: git, repo: 'https://h/x'}}}",
                "lockfileVersion: '9.0'\npatchedDependencies: {x@1.0.0: {path: p}}"
            })
    void whatCannotBeUsedIsRefused(String lock) {
        assertThatThrownBy(() -> PnpmLock.read(TREE, lock))
                .isInstanceOf(io.firn.fault.Fault.class)
                .hasMessageContaining("pnpm-lock.yaml");
    }
}
