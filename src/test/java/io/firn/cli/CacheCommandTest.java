package io.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.nix.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheCommandTest {
    private static final String PATH = "/nix/store/" + "1".repeat(32) + "-app";

    @Test
    void usageShowsAppsByNameWithOwnAndSharedBytes() throws IOException {
        try (var service = new ServiceForTests()) {
            service.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"a1\",\"name\":\"shop\"}]}")
                    .on(
                            "GET /api/v1/cache/usage",
                            200,
                            """
                            {"paths":3,"bytes":3145728,"maxBytes":4194304,"percent":75,"mark":"OK",
                             "apps":[{"appId":"a1","paths":3,"ownBytes":1048576,"sharedBytes":2097152}],
                             "roots":[{"name":"release/a1/4","appId":"a1","paths":3,"ownBytes":1024,"sharedBytes":0}],"caches":[]}
                            """);
            Ran ran = ran(service, "cache", "usage");
            assertThat(ran.code()).isZero();
            assertThat(ran.out())
                    .contains("Kept: 3.0 MiB of 4.0 MiB (75 %, ok), 3 paths.")
                    .contains("shop")
                    .contains("release/shop/4")
                    .contains("1.0 MiB");
        }
    }

    @Test
    void pullFromANamedCacheNeedsNoInstallationAndShowsItNoToken() throws IOException {
        try (var cache = new ServiceForTests()) {
            cache.on("POST /manifest", 404, "{}");
            String key = SigningKey.generate("theirs-1").publicKey().toString();
            Ran ran = pull(cache.url() + "/", key);
            assertThat(ran.code()).isNotZero();
            assertThat(ran.err()).contains("from the cache: it answers 404").doesNotContain("FIRN_URL");
            assertThat(cache.asked()).singleElement().satisfies(asked -> {
                assertThat(asked.line()).isEqualTo("POST /manifest");
                assertThat(asked.authorization()).isEqualTo("null");
            });
            assertThat(pull("cache.example", key).err()).contains("it is no http or https URL", "Set --from to one");
        }
    }

    /** Without an address of an installation, but with a token, as on a machine that once had one. */
    private static Ran pull(String from, String key) {
        return Ran.firn(
                Path.of("."),
                Map.of("HOME", "/var/empty", "FIRN_TOKEN", "secret"),
                "",
                "cache",
                "pull",
                "--from",
                from,
                "--key",
                key,
                PATH);
    }

    @Test
    void whyPrintsTheChain() throws IOException {
        try (var service = new ServiceForTests()) {
            service.on("GET /api/v1/apps", 200, "{\"items\":[]}")
                    .on(
                            "GET /api/v1/cache/why",
                            200,
                            "{\"kept\":true,\"more\":false,\"chains\":[{\"root\":\"pin/x/y\",\"paths\":[\"/nix/store/a\",\"/nix/store/b\"]}]}");
            Ran ran = ran(service, "cache", "why", PATH);
            assertThat(ran.out()).isEqualToNormalizingNewlines("pin/x/y\n  /nix/store/a\n    /nix/store/b\n");
        }
    }

    @Test
    void dryRunSaysWhatWouldGo() throws IOException {
        try (var service = new ServiceForTests()) {
            service.on(
                    "GET /api/v1/cache/collections/preview",
                    200,
                    "{\"paths\":2,\"fileBytes\":2048,\"expiredRoots\":[\"build/1\"],\"largest\":[{\"path\":\"" + PATH
                            + "\",\"fileBytes\":1024,\"lastUsed\":\"2026-01-01T00:00:00Z\"}]}");
            Ran ran = ran(service, "cache", "gc", "--dry-run");
            assertThat(ran.out())
                    .contains("root build/1: its time is over")
                    .contains("-app")
                    .contains("and 1 more")
                    .contains("2 paths would be deleted");
        }
    }

    @Test
    void checkThatFindsSomethingFails() throws IOException {
        try (var service = new ServiceForTests()) {
            service.on(
                    "POST /api/v1/cache/checks",
                    200,
                    "{\"paths\":1,\"blobs\":2,\"pending\":0,\"problems\":1,\"rootsGivenUp\":[],"
                            + "\"findings\":[{\"kind\":\"UNKNOWN_BLOB\",\"subject\":\"nar/x\",\"what\":\"no path owns it\"}]}");
            Ran ran = ran(service, "cache", "fsck");
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.out()).contains("unknown blob: nar/x").contains("firn cache fsck --repair");
        }
    }

    @Test
    void storeOfABuilderIsCollectedAsAskedFor() throws IOException {
        try (var service = new ServiceForTests()) {
            service.on(
                    "POST /api/v1/nodes/b1/store/collections",
                    200,
                    "{\"dryRun\":true,\"storePaths\":10,\"storeBytes\":4096,\"deadBytes\":2048,\"expired\":[],\"paths\":1,"
                            + "\"bytes\":1024,\"spared\":0,\"diskPercent\":40,\"shown\":[]}");
            Ran ran = ran(service, "nodes", "gc", "b1", "--dry-run", "--older-than", "2d", "--max-size", "1G");
            assertThat(ran.out()).contains("1 paths, 1.0 KiB, would go.").contains("40 % full");
            assertThat(service.asked().getLast().text())
                    .contains("\"dryRun\":true", "\"olderThanSeconds\":172800", "\"maxBytes\":1073741824");
        }
    }

    private static Ran ran(ServiceForTests service, String... arguments) {
        return Ran.firn(Path.of("."), Map.of("FIRN_URL", service.url(), "FIRN_TOKEN", "secret"), "", arguments);
    }

    @Test
    void sizesAndTimesAreReadAsPeopleWriteThem() {
        assertThat(Sizes.parse("20G")).isEqualTo(20L << 30);
        assertThat(Sizes.parse("500 MiB")).isEqualTo(500L << 20);
        assertThat(Sizes.parse("12")).isEqualTo(12);
        assertThat(Sizes.text(1536)).isEqualTo("1.5 KiB");
        assertThat(Spans.parse("30m")).isEqualTo(Duration.ofMinutes(30));
        assertThat(Spans.parse("2w")).isEqualTo(Duration.ofDays(14));
        assertThatThrownBy(() -> Sizes.parse("a lot")).hasMessageContaining("a lot");
        assertThatThrownBy(() -> Spans.parse("soon")).hasMessageContaining("soon");
    }
}
