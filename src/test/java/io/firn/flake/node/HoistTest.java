package io.firn.flake.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firn.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HoistTest {
    /** In two hundred made-up repositories, every package finds exactly the versions that its lock file gave it. */
    @Test
    void everyRequestEndsAtTheLockedVersion() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            SortedMap<String, LockedPackage> packages = graph(random);
            List<Importer> importers = importers(random, packages);
            Placement placement = Hoist.of("yarn.lock", packages, importers);
            for (Importer importer : importers) {
                check(seed, placement, importer.folder(), importer.all());
            }
            placement
                    .places()
                    .forEach((path, id) -> check(
                            0,
                            placement,
                            path,
                            Objects.requireNonNull(packages.get(id)).needs()));
            assertThat(Hoist.of("yarn.lock", packages, importers).places()).isEqualTo(placement.places());
        }
    }

    @Test
    void versionsThatAskForEachOtherWithoutEndAreRefused() {
        var packages = new TreeMap<String, LockedPackage>();
        put(packages, "a@1", Map.of("b", "b@1"));
        put(packages, "b@1", Map.of("a", "a@2"));
        put(packages, "a@2", Map.of("b", "b@2"));
        put(packages, "b@2", Map.of("a", "a@1"));
        var root = new Importer("", new TreeMap<>(Map.of("a", "a@1")), new TreeMap<>());
        assertThatThrownBy(() -> Hoist.of("yarn.lock", packages, List.of(root)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("round and round");
    }

    @Test
    void theVersionThatMostAskForLiesAtTheRoot() {
        var packages = new TreeMap<String, LockedPackage>();
        put(packages, "x@1", Map.of());
        put(packages, "x@2", Map.of());
        put(packages, "a@1", Map.of("x", "x@1"));
        put(packages, "b@1", Map.of("x", "x@2"));
        put(packages, "c@1", Map.of("x", "x@2"));
        var root = new Importer("", new TreeMap<>(Map.of("a", "a@1", "b", "b@1", "c", "c@1")), new TreeMap<>());
        Placement placement = Hoist.of("yarn.lock", packages, List.of(root));
        assertThat(placement.places())
                .containsEntry("node_modules/x", "x@2")
                .containsEntry("node_modules/a/node_modules/x", "x@1")
                .hasSize(5);
    }

    @Test
    void onlyWhatProductionReachesIsProduction() {
        var packages = new TreeMap<String, LockedPackage>();
        put(packages, "run@1", Map.of("shared", "shared@1"));
        put(packages, "tool@1", Map.of("shared", "shared@2", "helper", "helper@1"));
        put(packages, "shared@1", Map.of());
        put(packages, "shared@2", Map.of());
        put(packages, "helper@1", Map.of());
        var root = new Importer("", new TreeMap<>(Map.of("run", "run@1")), new TreeMap<>(Map.of("tool", "tool@1")));
        Placement placement = Hoist.of("yarn.lock", packages, List.of(root));
        assertThat(placement.production(List.of(root)))
                .containsExactlyInAnyOrder("node_modules/run", placement.resolve("node_modules/run", "shared"));
    }

    private static void check(int seed, Placement placement, String folder, Map<String, String> needs) {
        needs.forEach((name, id) -> {
            String place = placement.resolve(folder, name);
            assertThat(place).as("seed %s: %s from %s", seed, name, folder).isNotNull();
            assertThat(placement.places().get(String.valueOf(place)))
                    .as("seed %s: %s from %s", seed, name, folder)
                    .isEqualTo(id);
        });
    }

    private static SortedMap<String, LockedPackage> graph(Random random) {
        var packages = new TreeMap<String, LockedPackage>();
        for (char name = 'a'; name <= 'j'; name++) {
            for (int version = 1; version <= 1 + random.nextInt(3); version++) {
                put(packages, name + "@" + version, Map.of());
            }
        }
        for (String id : List.copyOf(packages.keySet())) {
            var needs = new TreeMap<String, String>();
            for (int i = random.nextInt(4); i > 0; i--) {
                String other = any(random, packages);
                boolean onwards = other.charAt(0) > id.charAt(0); // what asks for itself in another version has no end
                if (onwards || (other.endsWith("1") && id.endsWith("1"))) {
                    needs.put(other.substring(0, 1), other);
                }
            }
            put(packages, id, needs);
        }
        return packages;
    }

    private static List<Importer> importers(Random random, SortedMap<String, LockedPackage> packages) {
        var importers = new ArrayList<Importer>();
        for (String folder : List.of("", "apps/web", "apps/web/inner", "libs/ui")) {
            var production = new TreeMap<String, String>();
            var development = new TreeMap<String, String>();
            for (int i = 0; i < 3; i++) {
                String one = any(random, packages);
                (i == 0 ? development : production).put(one.substring(0, 1), one);
            }
            development.keySet().removeAll(production.keySet());
            importers.add(new Importer(folder, production, development));
        }
        return importers;
    }

    private static String any(Random random, SortedMap<String, LockedPackage> packages) {
        return List.copyOf(packages.keySet()).get(random.nextInt(packages.size()));
    }

    private static void put(SortedMap<String, LockedPackage> packages, String id, Map<String, String> needs) {
        packages.put(
                id,
                new LockedPackage(
                        id,
                        id.substring(0, 1),
                        id.substring(id.indexOf('@') + 1),
                        null,
                        null,
                        new TreeMap<>(needs),
                        LockedPackage.Platform.ANY));
    }
}
