package io.firn.flake.ruby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.Pins;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where each gem of a lock file comes from. */
class GemLockTest {
    private static final String SUM = "a".repeat(64);
    private static final String SRI = "sha256-qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";
    private static final Offers OFFERS = Offers.parse(
            """
            {"ruby": {"debian": {"default": "3.1.2", "versions": {"3.1.2": {"packages": {
              "rack": {"package": "ruby-rack", "version": "2.2.22"}}}}}}}
            """,
            "debian");
    private static final Plan PLAN = Plan.parse(
            """
            {"schema": 1, "name": "x", "stack": "ruby", "subdir": ".", "toolchain": {"name": "ruby", "version": "3.1.2"}, "processes": {}}
            """);

    private static String lock(String specs, String rest) {
        return "GEM\n  remote: https://rubygems.org/\n  specs:\n" + specs + "\nPLATFORMS\n  ruby\n" + rest;
    }

    private static Tree tree(String lock, Map<String, String> more) {
        MapTree.Builder tree = MapTree.builder();
        var files = new TreeMap<>(more);
        files.put("Gemfile", "source 'https://rubygems.org'\n");
        files.put("Gemfile.lock", lock);
        files.forEach((path, text) -> tree.file(path, text.getBytes(StandardCharsets.UTF_8)));
        return tree.build();
    }

    private static Deps read(String lock, Map<String, String> more, Pins pins) {
        return GemLock.read(PLAN, tree(lock, more), OFFERS, pins);
    }

    @Test
    void theVersionThatThePackageSetHasIsSupplied() {
        Deps deps = read(lock("    rack (2.2.22)\n", ""), Map.of(), Pins.NONE);
        assertThat(deps.files()).isEmpty();
        assertThat(deps.supplied()).containsExactly(new Deps.Supplied("rack", "2.2.22", "ruby-rack", "2.2.22"));
    }

    @Test
    void aChecksumNamesAFileOfTheRegistryForThisPlatform() {
        String specs = "    ffi (1.17.0-x86_64-linux-gnu)\n    ffi (1.17.0-arm64-darwin)\n      rake\n";
        String sums = "\nCHECKSUMS\n  ffi (1.17.0-arm64-darwin) sha256=" + "b".repeat(64)
                + "\n  ffi (1.17.0-x86_64-linux-gnu) sha256=" + SUM + "\n";
        Deps deps = read(lock(specs, sums), Map.of(), Pins.NONE);
        assertThat(deps.files())
                .containsExactly(Deps.SourceFile.of(
                        "ffi", "1.17.0-x86_64-linux-gnu", "rubygems", "gems/ffi-1.17.0-x86_64-linux-gnu.gem", SRI));
    }

    @Test
    void aGemOfVendorCacheComesFromTheRepository() {
        Deps deps = read(lock("    tool (1.0)\n", ""), Map.of("vendor/cache/tool-1.0.gem", "gem"), Pins.NONE);
        assertThat(deps.files().getFirst().registry()).isEqualTo("source");
        assertThat(deps.files().getFirst().file()).isEqualTo("vendor/cache/tool-1.0.gem");
    }

    @Test
    void aGemOfVendorCacheWithAnotherChecksumIsRefused() {
        String sums = "\nCHECKSUMS\n  tool (1.0) sha256=" + SUM + "\n";
        assertThatThrownBy(() ->
                        read(lock("    tool (1.0)\n", sums), Map.of("vendor/cache/tool-1.0.gem", "gem"), Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("its checksum is not that of vendor/cache/tool-1.0.gem");
    }

    @Test
    void whatNobodyPinnedIsLookedUp() {
        Pins pins = wanted -> wanted.stream().collect(Collectors.toMap(one -> one, one -> SRI));
        Deps deps = read(lock("    tool (1.0)\n", ""), Map.of(), pins);
        assertThat(deps.files())
                .containsExactly(Deps.SourceFile.of("tool", "1.0", "rubygems", "gems/tool-1.0.gem", SRI));
    }

    @Test
    void anotherVersionIsNeverTakenInItsPlace() {
        assertThatThrownBy(() -> read(lock("    rack (2.2.8)\n", ""), Map.of(), Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("rack-2.2.8")
                .hasMessageContaining("supplies rack 2.2.22 and no other");
    }

    @Test
    void aGemForOtherMachinesAloneIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> read(lock("    tool (1.0-java)\n", ""), Map.of(), Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("locked for no platform that runs here");
    }

    @Test
    void aGemOfAnotherRepositoryIsRefused() {
        String text = "GIT\n  remote: https://example.org/x.git\n  revision: 1\n  specs:\n    x (1.0)\n\n"
                + lock("    rack (2.2.22)\n", "");
        assertThatThrownBy(() -> read(text, Map.of(), Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("comes from another repository");
    }

    @Test
    void aGemfileWithoutItsLockFileIsRefused() {
        Tree tree = MapTree.builder()
                .file("Gemfile", "gem 'rack'".getBytes(StandardCharsets.UTF_8))
                .build();
        assertThatThrownBy(() -> GemLock.read(PLAN, tree, OFFERS, Pins.NONE))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("there is no Gemfile.lock beside it");
    }
}
