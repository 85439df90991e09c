package io.firn.flake.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.flake.Deps;
import io.firn.tree.MapTree;
import java.util.Base64;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpmLockTest {
    private static final String SHA512 = "sha512-" + Base64.getEncoder().encodeToString(new byte[64]);
    private static final String SHA256 = "sha256-" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String SHA1 = "sha1-" + Base64.getEncoder().encodeToString(new byte[20]);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            https://r.example.org/a/-/a-1.0.0.tgz                   ; a/-/a-1.0.0.tgz
            https://r.example.org/api/npm/x/@s/a/-/a-1.0.0.tgz      ; @s/a/-/a-1.0.0.tgz
            https://r.example.org/@s%2fa/-/a-1.0.0.tgz?x=1#y        ; @s/a/-/a-1.0.0.tgz
            http://r.example.org:4873/@s/a/-/@s/a-1.0.0.tgz         ; @s/a/-/a-1.0.0.tgz
            """)
    void addressesBecomeNeutralPaths(String resolved, String file) {
        assertThat(only("\"version\": \"1.0.0\", \"resolved\": \"" + resolved + "\", \"integrity\": \"" + SHA512 + "\"")
                        .file())
                .isEqualTo(file);
    }

    @Test
    void anEntryWithoutAnAddressHasItFromNameAndVersion() {
        var file = only(
                "node_modules/x/node_modules/@s/b", "\"version\": \"2.0.0+build\", \"integrity\": \"" + SHA512 + "\"");
        assertThat(file.name()).isEqualTo("@s/b");
        assertThat(file.file()).isEqualTo("@s/b/-/b-2.0.0.tgz");
        assertThat(only("\"name\": \"real\", \"version\": \"1.0.0\", \"integrity\": \"" + SHA512 + "\"")
                        .file())
                .isEqualTo("real/-/real-1.0.0.tgz");
    }

    @Test
    void theStrongestHashIsTaken() {
        assertThat(hash(SHA1 + " " + SHA512 + "?opt " + SHA256)).isEqualTo(SHA512);
        assertThat(hash(SHA1 + " " + SHA256)).isEqualTo(SHA256);
        assertThat(hash(SHA1)).isEqualTo(SHA1);
        assertThat(hash("sha512-tooshort " + SHA1)).isEqualTo(SHA1);
    }

    @Test
    void wrongOrMissingHashesAreRefused() {
        refused("\"version\": \"1.0.0\"")
                .hasMessageContaining("node_modules/a")
                .hasMessageContaining("no integrity hash");
        refused("\"version\": \"1.0.0\", \"integrity\": \"md5-x\"").hasMessageContaining("no sha512, sha256 or sha1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
            git+ssh://git@host/x.git#abc                 ; git repository
            git+https://host/x.git#abc                   ; git repository
            https://codeload.example.org/o/r/tar.gz/main ; git repository
            file:../x.tgz                                ; archive of this repository
            https://host/some.tgz                        ; archive at an address of its own
            ftp://host/a/-/a-1.0.0.tgz                   ; none of a registry
            """)
    void whatComesFromElsewhereIsRefusedByName(String resolved, String reason) {
        refused("\"version\": \"1.0.0\", \"resolved\": \"" + resolved + "\", \"integrity\": \"" + SHA512 + "\"")
                .hasMessageContaining("\"node_modules/a\" of package-lock.json")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node_modules/../x",
                "node_modules/a/../../b",
                "node_modules/.bin",
                "node_modules/",
                "node_modules/a/b",
                "node_modules/a b",
                "node_modules/a/node_modules/.."
            })
    void placesOutsideOfNodeModulesAreRefused(String path) {
        assertThatThrownBy(() ->
                        read(3, "\"" + path + "\": {\"version\": \"1.0.0\", \"integrity\": \"" + SHA512 + "\"}", "{}"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("does not lie in node_modules");
    }

    @Test
    void hostileNamesAndVersionsAreRefused() {
        refused("\"name\": \"../../x\", \"version\": \"1.0.0\", \"integrity\": \"" + SHA512 + "\"")
                .hasMessageContaining("no plain name");
        refused("\"version\": \"1.0.0/../../x\", \"integrity\": \"" + SHA512 + "\"");
    }

    @Test
    void bundledEntriesComeWithTheirParent() {
        Deps deps = read(3, "\"node_modules/a\": {\"version\": \"1.0.0\", \"inBundle\": true}", "{}");
        assertThat(deps.files()).isEmpty();
    }

    @Test
    void membersOfAWorkspaceAreLinks() {
        Deps deps = read(
                3,
                "\"packages/x\": {\"version\": \"1.0.0\"}, \"node_modules/x\": {\"resolved\": \"packages/x\", \"link\": true},"
                        + " \"packages/x/node_modules/a\": {\"version\": \"1.0.0\", \"integrity\": \"" + SHA512 + "\"}",
                "{\"workspaces\": [\"packages/*\"], \"dependencies\": {\"x\": \"*\"}}");
        assertThat(deps.files()).extracting(Deps.SourceFile::path).containsExactly("packages/x/node_modules/a");
        assertThat(deps.links()).containsExactly(new Deps.Link("node_modules/x", "packages/x", false));
    }

    @Test
    void aLinkOutOfTheRepositoryIsRefused() {
        assertThatThrownBy(() -> read(3, "\"node_modules/x\": {\"resolved\": \"../other\", \"link\": true}", "{}"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("node_modules/x")
                .hasMessageContaining("not in the repository");
    }

    @Test
    void developmentAndPlatformAreKept() {
        var file = only(
                "\"version\": \"1.0.0\", \"dev\": true, \"optional\": true, \"os\": [\"linux\", \"!win32\"], \"cpu\": \"x64\","
                        + " \"libc\": [\"glibc\"], \"integrity\": \"" + SHA512 + "\"");
        assertThat(file.dev()).isTrue();
        assertThat(file.os()).containsExactly("linux", "!win32");
        assertThat(file.cpu()).containsExactly("x64");
        assertThat(file.libc()).containsExactly("glibc");
        assertThat(only("\"version\": \"1.0.0\", \"devOptional\": true, \"integrity\": \"" + SHA512 + "\"")
                        .dev())
                .isFalse();
    }

    @Test
    void versionOneIsReadThroughItsNesting() {
        String lock = "{\"lockfileVersion\": 1, \"dependencies\": {\"a\": {\"version\": \"1.0.0\", \"integrity\": \""
                + SHA1 + "\", \"dependencies\": {\"b\": {\"version\": \"npm:real@2.0.0\", \"integrity\": \"" + SHA512
                + "\"}}}}}";
        Deps deps = NpmLock.read(MapTree.of("package.json", "{}"), "package-lock.json", lock);
        assertThat(deps.files())
                .extracting(Deps.SourceFile::path)
                .containsExactly("node_modules/a", "node_modules/a/node_modules/b");
        assertThat(deps.files().get(1).file()).isEqualTo("real/-/real-2.0.0.tgz");
        refusedV1("github:o/r#abc").hasMessageContaining("git repository");
        refusedV1("file:../x").hasMessageContaining("not in the repository");
    }

    @Test
    void aLockFileThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> read(3, "", "{\"dependencies\": {\"left-pad\": \"^1.0.0\"}}"))
                .hasMessageContaining("does not fit package.json, which asks for left-pad \"^1.0.0\"");
        String a = "\"node_modules/a\": {\"version\": \"1.2.0\", \"integrity\": \"" + SHA512 + "\"}";
        assertThat(read(3, a, "{\"dependencies\": {\"a\": \"^1.0.0\"}}").files())
                .hasSize(1);
        assertThatThrownBy(() -> read(3, a, "{\"dependencies\": {\"a\": \"^2.0.0\"}}"))
                .hasMessageContaining("does not fit");
        assertThat(read(3, a, "{\"dependencies\": {\"a\": \"npm:other@latest\"}}")
                        .files())
                .hasSize(1);
    }

    @Test
    void brokenLockFilesGetASentence() {
        for (String lock : new String[] {"", "[]", "{\"packages\": ", "{\"lockfileVersion\": 9}", "{".repeat(5000)}) {
            assertThatThrownBy(() -> NpmLock.read(MapTree.of(), "package-lock.json", lock))
                    .isInstanceOfSatisfying(Fault.class, fault -> {
                        assertThat(fault.code()).isEqualTo(FaultCode.UNSUPPORTED);
                        assertThat(fault.getMessage()).contains("package-lock.json");
                    });
        }
        String deep = "{\"lockfileVersion\": 1, \"dependencies\": "
                + "{\"a\": {\"bundled\": true, \"dependencies\": ".repeat(200) + "{}" + "}}".repeat(200) + "}";
        assertThatThrownBy(() -> NpmLock.read(MapTree.of(), "package-lock.json", deep))
                .hasMessageContaining("40 levels");
    }

    private static String hash(String integrity) {
        return only("\"version\": \"1.0.0\", \"integrity\": \"" + integrity + "\"")
                .hash();
    }

    private static Deps.SourceFile only(String fields) {
        return only("node_modules/a", fields);
    }

    private static Deps.SourceFile only(String path, String fields) {
        return read(3, "\"" + path + "\": {" + fields + "}", "{}").files().getFirst();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(String fields) {
        return assertThatThrownBy(() -> only(fields)).isInstanceOf(Fault.class);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refusedV1(String version) {
        String lock = "{\"lockfileVersion\": 1, \"dependencies\": {\"a\": {\"version\": \"" + version + "\"}}}";
        return assertThatThrownBy(() -> NpmLock.read(MapTree.of(), "package-lock.json", lock))
                .isInstanceOf(Fault.class);
    }

    private static Deps read(int version, String packages, String manifest) {
        String lock = "{\"lockfileVersion\": " + version + ", \"packages\": {\"\": {}"
                + (packages.isEmpty() ? "" : ", " + packages) + "}}";
        return NpmLock.read(
                MapTree.of("package.json", manifest, "packages/x/package.json", "{}"), "package-lock.json", lock);
    }
}
