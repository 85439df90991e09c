package io.firn.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.farm.Provenance;
import io.firn.nix.Derivation;
import io.firn.nix.StorePath;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is said of a build, from what Nix prints of its derivations. */
class BuildWhyTest {
    private static final Instant BEGUN = Instant.parse("2026-01-01T10:00:00Z");
    private static final String COMMIT = "1".repeat(40);

    @Test
    void aChangedSourceIsNamedByItsFilesAndTheDependenciesWereReused() {
        WhyView why =
                why(record("a", "a", "npm start", "lock"), record("b", "a", "npm start", "lock"), "server.js", "a.css");

        assertThat(why.summary())
                .containsExactly(
                        "the app was built: the source changed (server.js +1 more)",
                        "node-modules was reused: the lock file did not change");
        assertThat(why.built()).isEqualTo(1);
        assertThat(why.reused()).isEqualTo(1);
    }

    @Test
    void aChangedBuildCommandIsNamed() {
        WhyView why = why(record("a", "a", "npm run build", "lock"), record("a", "a", "npm run all", "lock"));

        assertThat(why.summary().getFirst()).isEqualTo("the app was built: the build command changed");
    }

    @Test
    void changedDependenciesAreNamedWhereTheyAreMadeAndWhereTheyAreUsed() {
        WhyView why = why(record("a", "a", "npm start", "lock"), record("a", "b", "npm start", "other"));

        assertThat(why.summary())
                .containsExactly(
                        "the app was built: node-modules is another build",
                        "node-modules was built: left-b.tgz is new in it");
    }

    @Test
    void aFirstBuildHasNothingToBeComparedWith() {
        BuildRecord first = record("a", "a", "npm start", "lock");
        WhyView why = new BuildWhy(first, Optional.empty(), List.of()).view(app(first), Optional.empty());

        assertThat(why.summary().getFirst()).contains("first build");
        assertThat(why.comparedWith()).isNull();
    }

    @Test
    void aRecordSurvivesItsWayThroughTheDatabase() {
        BuildRecord record = record("a", "a", "npm start", "lock");

        assertThat(BuildRecord.unpacked(record.packed())).contains(record);
    }

    private static WhyView why(BuildRecord before, BuildRecord now, String... changed) {
        return new BuildWhy(now, Optional.of(before), List.of(changed)).view(app(now), Optional.of(new UUID(0, 1)));
    }

    private static String app(BuildRecord record) {
        return record.steps().stream()
                .filter(step -> step.name().equals("shop"))
                .map(step -> "/nix/store/" + step.out())
                .findFirst()
                .orElseThrow();
    }

    /** A build in which the app is new, and its modules where they are not those of letter {@code a}. */
    private static BuildRecord record(String source, String modules, String command, String lock) {
        String app = out("shop", source + modules + command.length());
        String made = out("node-modules", modules);
        String fetched = out("left-" + modules + ".tgz", modules);
        String json =
                """
                {
                 "%s.drv": {"name": "shop", "outputs": {"out": {"path": "%s"}}, "inputSrcs": ["%s"],
                  "inputDrvs": {"%s.drv": {"outputs": ["out"]}}, "env": {"__json": "{\\"buildCommand\\":\\"%s\\"}", "out": "x"}},
                 "%s.drv": {"name": "node-modules", "outputs": {"out": {"path": "%s"}}, "inputSrcs": [],
                  "inputDrvs": {"%s.drv": {"outputs": ["out"]}}, "env": {}},
                 "%s.drv": {"name": "left.tgz", "outputs": {"out": {"path": "%s", "hash": "ab"}}, "inputSrcs": [],
                  "inputDrvs": {}, "env": {}}
                }
                """
                        .formatted(
                                app, app, out("source", source), made, command, made, made, fetched, fetched, fetched);
        Map<StorePath, Provenance.Held> held = new HashMap<>();
        held.put(StorePath.parse(app), new Provenance.Held(BEGUN.plusSeconds(5), true));
        held.put(
                StorePath.parse(made),
                new Provenance.Held(modules.equals("a") ? BEGUN.minusSeconds(500) : BEGUN.plusSeconds(2), true));
        held.put(StorePath.parse(fetched), new Provenance.Held(BEGUN.minusSeconds(500), true));
        // the builder's clock is an hour ahead of ours
        var told = new Provenance(Derivation.parse(json), held, BEGUN.plusSeconds(30));
        return BuildRecord.of(
                COMMIT,
                COMMIT,
                lock,
                told,
                BEGUN.minusSeconds(3600),
                BEGUN.plusSeconds(30).minusSeconds(3600));
    }

    private static String out(String name, String seed) {
        String digits = Integer.toString(Math.floorMod((name + seed).hashCode(), 1 << 30), 8);
        return "/nix/store/" + ("0".repeat(32) + digits.replace('e', 'f')).substring(digits.length()) + "-" + name;
    }
}
