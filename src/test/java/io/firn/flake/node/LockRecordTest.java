package io.firn.flake.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LockRecordTest {
    private static final String MANIFEST = "{\"dependencies\": {\"a\": \"^1.0.0\"}}";
    private static final String LOCK =
            """
            {"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "^1.0.0"}}, "node_modules/a": {"version": "1.2.3",
             "resolved": "https://r.example.org/a/-/a-1.2.3.tgz", "integrity": "sha512-%s"}}}
            """
                    .formatted(Base64.getEncoder().encodeToString(new byte[64]));

    @Test
    void recordedLockFileIsReadAsOneOfTheRepositoryWouldBe() {
        Tree tree = tree(MANIFEST, "server.js", "1");
        Deps deps = NodeLocks.read(plan("recorded"), tree, pins(LockRecord.digest(plan("recorded"), tree)));
        assertThat(deps.files()).extracting(Deps.SourceFile::file).containsExactly("a/-/a-1.2.3.tgz");
    }

    @Test
    void withoutARecordTheReasonSaysWhatToDo() {
        assertThatThrownBy(() -> NodeLocks.read(plan("recorded"), tree(MANIFEST, "server.js", "1"), Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("it has no lock file, and nothing is recorded");
    }

    @Test
    void lockFileOfTheRepositoryGoesFirst() {
        Tree tree = tree(MANIFEST, "package-lock.json", LOCK);
        assertThat(LockRecord.concerns(plan("recorded"), tree)).isFalse();
        assertThat(NodeLocks.read(plan("recorded"), tree, Pins.NONE).files()).hasSize(1);
    }

    @Test
    void manifestsAndVersionsDecideAndSourcesDoNot() {
        String first = LockRecord.digest(plan("recorded"), tree(MANIFEST, "server.js", "1"));
        assertThat(LockRecord.digest(plan("recorded"), tree(MANIFEST, "server.js", "2")))
                .isEqualTo(first);
        assertThat(LockRecord.digest(plan("recorded"), tree(MANIFEST.replace("^1", "^2"), "server.js", "1")))
                .isNotEqualTo(first);
        assertThat(LockRecord.digest(plan("recorded"), tree(MANIFEST, "packages/b/package.json", "{}")))
                .isNotEqualTo(first);
        assertThat(LockRecord.digest(plan("recorded"), tree(MANIFEST, "node_modules/b/package.json", "{}")))
                .isEqualTo(first);
    }

    private static Pins pins(String digest) {
        return new Pins() {
            @Override
            public Map<Wanted, String> hashes(Collection<Wanted> wanted) {
                return Map.of();
            }

            @Override
            public Optional<String> lock(String asked) {
                return Optional.of(LOCK).filter(text -> asked.equals(digest));
            }
        };
    }

    private static Tree tree(String manifest, String file, String text) {
        return MapTree.builder()
                .file("package.json", manifest.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .file(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .build();
    }

    private static Plan plan(String lock) {
        return new Plan(
                1,
                "app",
                "nodejs",
                ".",
                new Plan.Toolchain("nodejs", "22", "22.23.3"),
                new Plan.Installer("npm", null),
                null,
                null,
                new TreeMap<>(),
                null,
                null,
                null,
                null,
                new TreeMap<>(Map.of(Plan.LOCK, lock)),
                new TreeMap<>(),
                List.of(),
                List.of());
    }
}
