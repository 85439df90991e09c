package io.firn.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private static final String INDEX =
            """
            Package: app
            Version: 1.0-1
            Depends: lib (>= 2), shell:any | other-shell, mail-agent, ignored | lib
            Pre-Depends: app
            Filename: pool/main/a/app/app_1.0-1_amd64.deb
            SHA256: 00
            Size: 10
            Description: an app
             with a long text

            Package: lib
            Version: 2:2.0~rc1
            Filename: pool/lib-rc
            SHA256: 01
            Size: 11

            Package: lib
            Version: 2:2.0
            Filename: pool/lib
            SHA256: 02
            Size: 12
            Depends: app

            Package: other-shell
            Version: 1
            Filename: pool/shell
            SHA256: 03
            Size: 13

            Package: zmail
            Version: 1
            Provides: mail-agent (= 1)
            Filename: pool/zmail
            SHA256: 04
            Size: 14

            Package: amail
            Version: 1
            Provides: mail-agent
            Filename: pool/amail
            SHA256: 05
            Size: 15
            """;

    @Test
    void lockFollowsTheRulesOfTheReadme() {
        var index = new PackageIndex();
        index.add(INDEX);
        PackageLock lock = new LockMaker(index, Set.of("ignored")).make("test", "amd64", List.of("app"));
        assertThat(lock.packages().keySet()).containsExactly("amail", "app", "lib", "other-shell");
        assertThat(entry(lock, "app").depends()).containsExactly("amail", "lib", "other-shell");
        assertThat(entry(lock, "lib").version()).isEqualTo("2:2.0");
        assertThat(PackageLock.parse(lock.toJson())).isEqualTo(lock);
    }

    private static PackageLock.Entry entry(PackageLock lock, String name) {
        return Objects.requireNonNull(lock.packages().get(name));
    }

    @Test
    void lockThatCannotBeMadeSaysWhoWantsWhat() {
        var index = new PackageIndex();
        index.add("Package: app\nVersion: 1\nDepends: nothing | nowhere\n");
        assertThatThrownBy(() -> new LockMaker(index, Set.of()).make("test", "amd64", List.of("app")))
                .hasMessageContaining("'app' wants 'nothing | nowhere'");
    }

    @Test
    void committedLocksAreWrittenBackAsTheyAre() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("nix/sets/debian"))) {
            List<Path> locks =
                    files.filter(file -> file.toString().endsWith(".lock.json")).toList();
            assertThat(locks).isNotEmpty();
            for (Path lock : locks) {
                String text = Files.readString(lock);
                assertThat(PackageLock.parse(text).toJson()).isEqualTo(text);
            }
        }
    }

    @Test
    void versionsCompareAsDpkgDoes() {
        List<String> rising = List.of(
                "0~1", "0", "1.0~rc1", "1.0", "1.0-1", "1.0-1+b1", "1.0+dfsg-1", "1.2", "1.10", "1.10a", "1:0.1");
        for (int n = 0; n + 1 < rising.size(); n++) {
            assertThat(DebianVersion.compare(rising.get(n), rising.get(n + 1)))
                    .as(rising.get(n))
                    .isNegative();
            assertThat(DebianVersion.compare(rising.get(n + 1), rising.get(n))).isPositive();
        }
        assertThat(DebianVersion.compare("1.0", "1.00")).isZero();
    }

    @Test
    void bothFormsOfAptSourcesAreRead() {
        List<AptSource> oneLine = AptSources.oneLine(
                """
                # deb http://old.example/debian bookworm main
                deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib
                deb-src http://mirror.example/debian bookworm main
                deb https://other.example/debian/ bookworm main
                """);
        assertThat(oneLine)
                .extracting(source -> source.base().toString())
                .containsExactly("http://mirror.example/debian/", "https://other.example/debian/");
        assertThat(oneLine.getFirst().signedBy()).isEqualTo("/k.gpg");
        assertThat(oneLine.getFirst().components()).containsExactlyInAnyOrder("main", "contrib");
        List<AptSource> deb822 = AptSources.deb822(
                """
                Types: deb deb-src
                # a comment
                URIs: http://mirror.example/debian
                Suites: bookworm bookworm-updates
                Components: main
                Signed-By: /usr/share/keyrings/k.gpg

                Types: deb
                Enabled: no
                URIs: http://off.example/debian
                Suites: sid
                """);
        assertThat(deb822).singleElement().satisfies(source -> {
            assertThat(source.base().toString()).isEqualTo("http://mirror.example/debian/");
            assertThat(source.suites()).containsExactlyInAnyOrder("bookworm", "bookworm-updates");
        });
    }
}
