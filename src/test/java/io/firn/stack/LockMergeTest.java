package io.firn.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import io.firn.tree.Tree;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LockMergeTest {
    private static final String OLD = offers("22.23.3", "20.1.0", "22.23.3", "24.1.0");
    private static final String NEW = offers("24.9.0", "20.1.0", "20.9.0", "22.23.3", "24.1.0", "24.9.0");

    @Test
    void newerVersionsOnOfferMoveNothing() {
        Tree before = app("{\"scripts\":{\"start\":\"node a.js\"}}");
        Tree now = app("{\"scripts\":{\"start\":\"node a.js\"},\"version\":\"2\"}");

        Plan plan = merged(before, now);

        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("nodejs", null, "22.23.3"));
        assertThat(plan.evidence())
                .anyMatch(evidence -> evidence.field().equals("toolchain.version")
                        && evidence.value().equals("22.23.3")
                        && evidence.because().startsWith("locked: "));
        assertThat(moved(before, now)).isEmpty();
    }

    @Test
    void anotherRequestMovesTheVersionAndSaysWhy() {
        Tree before = app("{\"scripts\":{\"start\":\"node a.js\"}}", ".nvmrc", "20\n");
        Tree now = app("{\"scripts\":{\"start\":\"node a.js\"}}", ".nvmrc", "22\n");

        assertThat(merged(before, now).toolchain()).isEqualTo(new Plan.Toolchain("nodejs", "22", "22.23.3"));
        assertThat(moved(before, now))
                .anyMatch(change -> change.words().startsWith("nodejs: 20.1.0 -> 22.23.3 (")
                        && change.words().contains(".nvmrc"));
    }

    @Test
    void anotherRequestThatTheLockedVersionMeetsKeepsIt() {
        Tree before = app("{\"engines\":{\"node\":\">=20\"},\"scripts\":{\"start\":\"node a.js\"}}");
        Tree now = app("{\"engines\":{\"node\":\">=18\"},\"scripts\":{\"start\":\"node a.js\"}}");

        assertThat(merged(before, now).toolchain()).isEqualTo(new Plan.Toolchain("nodejs", ">=18", "22.23.3"));
    }

    @Test
    void anotherRequestThatTheLockedVersionDoesNotMeetMovesIt() {
        Tree before = app("{\"engines\":{\"node\":\">=20\"},\"scripts\":{\"start\":\"node a.js\"}}");
        Tree now = app("{\"engines\":{\"node\":\">=24\"},\"scripts\":{\"start\":\"node a.js\"}}");

        assertThat(merged(before, now).toolchain()).isEqualTo(new Plan.Toolchain("nodejs", ">=24", "24.9.0"));
    }

    @Test
    void anAnswerThatANewerDetectionWouldGiveOtherwiseStays() {
        Tree before = app("{\"scripts\":{\"start\":\"node a.js\"}}");
        Plan locked = edited(plan(OLD, before), "node old.js");
        Plan now = plan(NEW, app("{\"scripts\":{\"start\":\"node a.js\"},\"version\":\"2\"}"));

        Plan merged = LockMerge.merge(locked, Optional.of(plan(NEW, before)), now, now);

        assertThat(merged.command("web")).contains("node old.js");
    }

    @Test
    void anotherStackIsAnotherApp() {
        Tree before = app("{\"scripts\":{\"start\":\"node a.js\"}}");
        Tree now = MapTree.of("index.html", "<p>");

        assertThat(merged(before, now).stack()).isEqualTo("static");
    }

    private static Plan merged(Tree before, Tree now) {
        Plan locked = plan(OLD, before);
        return LockMerge.merge(
                locked,
                Optional.of(plan(NEW, before)),
                plan(NEW, now),
                planner(NEW).plan("shop", now, locked));
    }

    private static java.util.List<Change> moved(Tree before, Tree now) {
        return PlanDiff.between(plan(OLD, before), merged(before, now));
    }

    private static Plan plan(String offers, Tree tree) {
        return planner(offers).plan("shop", tree);
    }

    private static Planner planner(String offers) {
        Tree files = MapTree.of("buildpacks/versions.json", offers);
        return new Planner(Distribution.of(files, "debian"), Runtimes.none());
    }

    private static Plan edited(Plan plan, String web) {
        var processes = new TreeMap<>(plan.processes());
        processes.put("web", new Plan.ProcessType(web));
        var node = PlanDiff.node(plan);
        node.putPOJO("processes", processes);
        return PlanDiff.plan(node);
    }

    private static Tree app(String manifest, String... more) {
        var files = new java.util.ArrayList<>(java.util.List.of("package.json", manifest, "a.js", ""));
        files.addAll(java.util.List.of(more));
        return MapTree.of(files.toArray(String[]::new));
    }

    private static String offers(String standard, String... versions) {
        String entries = java.util.Arrays.stream(versions)
                .map(version -> "\"" + version + "\":{}")
                .collect(java.util.stream.Collectors.joining(","));
        String tools = java.util.stream.Stream.of("npm", "yarn", "pnpm", "bun", "caddy")
                .map(tool -> ",\"" + tool + "\":{\"debian\":{\"default\":\"1.0.0\",\"versions\":{\"1.0.0\":{}}}}")
                .collect(java.util.stream.Collectors.joining());
        return "{\"nodejs\":{\"debian\":{\"default\":\"" + standard + "\",\"versions\":{" + entries + "}}}" + tools
                + "}";
    }
}
