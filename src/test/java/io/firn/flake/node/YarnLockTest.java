package io.firn.flake.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import java.util.Base64;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

class YarnLockTest {
    private static final String SHA = "sha512-" + Base64.getEncoder().encodeToString(new byte[64]);
    private static final Pins ALL = wanted -> {
        var hashes = new HashMap<Pins.Wanted, String>();
        wanted.forEach(one -> hashes.put(one, SHA));
        return hashes;
    };

    private static final String CLASSIC =
            """
            # yarn lockfile v1


            "@s/tool@^1.0.0", "@s/tool@~1.0.0":
              version "1.0.3"
              resolved "https://r.example.org/@s/tool/-/tool-1.0.3.tgz#0123456789abcdef0123456789abcdef01234567"
              dependencies:
                other "npm:real@^2.0.0"
              optionalDependencies:
                tool-darwin-arm64 "1.0.0"

            "other@npm:real@^2.0.0":
              version "2.1.0"
              resolved "https://r.example.org/real/-/real-2.1.0.tgz#x"
              integrity %1$s

            tool-darwin-arm64@1.0.0:
              version "1.0.0"
              resolved "https://r.example.org/tool-darwin-arm64/-/tool-darwin-arm64-1.0.0.tgz"
              integrity %1$s

            unused@*:
              version "9.0.0"
              resolved "https://r.example.org/unused/-/unused-9.0.0.tgz"
              integrity %1$s
            """
                    .formatted(SHA);

    @Test
    void theFirstYarnsEntriesAreLaidOut() {
        Deps deps = read(CLASSIC, "{\"dependencies\": {\"@s/tool\": \"^1.0.0\"}}");
        assertThat(deps.files())
                .extracting(Deps.SourceFile::path)
                .containsExactly("node_modules/@s/tool", "node_modules/other", "node_modules/tool-darwin-arm64");
        assertThat(deps.files().getFirst().hash()).startsWith("sha1-ASNFZ4mrze8");
        assertThat(deps.files().get(1).name()).isEqualTo("real");
        assertThat(deps.files().get(1).file()).isEqualTo("real/-/real-2.1.0.tgz");
        assertThat(deps.files().get(2).os()).containsExactly("darwin");
        assertThat(deps.files().get(2).cpu()).containsExactly("arm64");
    }

    @Test
    void membersOfAWorkspaceAreLinkedAtTheRoot() {
        Deps deps = YarnLock.read(
                MapTree.of(
                        "package.json", "{\"workspaces\": [\"libs/*\"]}",
                        "libs/ui/package.json", "{\"name\": \"@me/ui\", \"dependencies\": {\"@s/tool\": \"~1.0.0\"}}",
                        "libs/web/package.json", "{\"name\": \"web\", \"dependencies\": {\"@me/ui\": \"1.0.0\"}}"),
                CLASSIC,
                Pins.NONE);
        assertThat(deps.links())
                .containsExactly(
                        new Deps.Link("node_modules/@me/ui", "libs/ui", false),
                        new Deps.Link("node_modules/web", "libs/web", false));
        assertThat(deps.files()).hasSize(3);
    }

    @Test
    void aManifestThatTheLockFileDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> read(CLASSIC, "{\"dependencies\": {\"left-pad\": \"^1.0.0\"}}"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("asks for left-pad \"^1.0.0\"");
    }

    @Test
    void repositoriesOfGitAndConflictsAreRefusedByName() {
        String git =
                "\"a@git+https://host/x.git\":\n  version \"1.0.0\"\n  resolved \"git+https://host/x.git#0123456\"\n";
        assertThatThrownBy(() -> read(git, "{\"dependencies\": {\"a\": \"git+https://host/x.git\"}}"))
                .hasMessageContaining("\"a@git+https://host/x.git\" of yarn.lock")
                .hasMessageContaining("git repository");
        assertThatThrownBy(() -> read("<<<<<<< HEAD\n" + CLASSIC, "{}")).hasMessageContaining("merge conflict");
        assertThatThrownBy(() -> read("\"a@1", "{}")).hasMessageContaining("line 1 is broken");
    }

    private static final String BERRY =
            """
            __metadata:
              version: 8
              cacheKey: 10c0

            "a@npm:^1.0.0":
              version: 1.2.0
              resolution: "a@npm:1.2.0"
              dependencies:
                b: "npm:^2.0.0"
              checksum: 10c0/00
              languageName: node
              linkType: hard

            "b@npm:2.5.0":
              version: 2.5.0
              resolution: "b@npm:2.5.0::__archiveUrl=https%3A%2F%2Fr.example.org%2Fb%2F-%2Fb-2.5.0.tgz"
              conditions: os=linux & cpu=x64 & libc=musl
              languageName: node
              linkType: hard

            "root@workspace:.":
              version: 0.0.0-use.local
              resolution: "root@workspace:."
              dependencies:
                a: "npm:^1.0.0"
              languageName: unknown
              linkType: soft
            """;

    @Test
    void theLaterYarnsHashesAreAskedFor() {
        String manifest =
                "{\"name\": \"root\", \"dependencies\": {\"a\": \"^1.0.0\"}, \"resolutions\": {\"b\": \"2.5.0\"}}";
        Deps deps = YarnLock.read(MapTree.of("package.json", manifest), BERRY, ALL);
        assertThat(deps.files())
                .extracting(Deps.SourceFile::file)
                .containsExactly("a/-/a-1.2.0.tgz", "b/-/b-2.5.0.tgz");
        assertThat(deps.files().get(1).libc()).containsExactly("musl");
        assertThatThrownBy(() -> YarnLock.read(MapTree.of("package.json", manifest), BERRY, Pins.NONE))
                .hasMessageContaining("its hash in the registry is not known");
    }

    @Test
    void patchesOfTheRepositoryAreRefusedByName() {
        String patched = BERRY.replace("b@npm:2.5.0\":", "b@patch:b@npm%3A2.5.0#./b.patch\":")
                .replace("b@npm:2.5.0::", "b@patch:b@npm%3A2.5.0#./b.patch::");
        String manifest =
                "{\"dependencies\": {\"a\": \"^1.0.0\"}, \"resolutions\": {\"b\": \"patch:b@npm%3A2.5.0#./b.patch\"}}";
        assertThatThrownBy(() -> YarnLock.read(MapTree.of("package.json", manifest), patched, ALL))
                .hasMessageContaining("patched by a file of the repository");
    }

    private static Deps read(String lock, String manifest) {
        return YarnLock.read(MapTree.of("package.json", manifest), lock, Pins.NONE);
    }
}
