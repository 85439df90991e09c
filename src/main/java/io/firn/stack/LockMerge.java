package io.firn.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.detect.Evidence;
import io.firn.detect.Json;
import io.firn.detect.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The plan of a locked app, by a merge of three: what the app is locked to, what today's detection says of the source that it
 * was locked with, and what it says of the source now. Where the last two agree, the repository asks for nothing else, and
 * what is locked stays, whatever a newer detection would have chosen; where they differ, the repository moved it. Pure.
 */
final class LockMerge {
    /** Fields whose parts are merged one by one. */
    private static final List<String> MAPS = List.of("processes", "settings", "env");

    private LockMerge() {}

    /**
     * The plan that holds now.
     *
     * @param locked the plan of the newest release
     * @param before what detection says today of the source of that release; empty where it cannot say: then only the toolchain's
     *     version is kept, where it is still what is asked for
     * @param now what it says of the source now
     * @param kept the same, where the locked toolchain is the standard one
     */
    static Plan merge(Plan locked, Optional<Plan> before, Plan now, Plan kept) {
        if (before.isEmpty()) {
            return sameTool(locked, kept) ? kept : now;
        }
        Plan was = before.get();
        if (!was.stack().equals(now.stack()) || !was.subdir().equals(now.subdir())) {
            return now;
        }
        ObjectNode result = PlanDiff.node(now);
        ObjectNode old = PlanDiff.node(locked);
        ObjectNode base = PlanDiff.node(was);
        for (String field : fields(result, old)) {
            if (MAPS.contains(field)) {
                maps(result, old.path(field), base.path(field), field);
            } else if (same(base.path(field), result.path(field))) {
                put(result, field, old.path(field));
            }
        }
        result.put("name", now.name());
        toolchain(result, locked, was, now, kept);
        result.set("evidence", evidence(locked, now, PlanDiff.plan(result)));
        return PlanDiff.plan(result);
    }

    /** A changed request keeps the locked version where that meets it. */
    private static void toolchain(ObjectNode result, Plan locked, Plan was, Plan now, Plan kept) {
        if (now.toolchain() != null && !now.toolchain().equals(was.toolchain()) && sameTool(locked, kept)) {
            result.set("toolchain", PlanDiff.node(kept).path("toolchain"));
        }
    }

    private static boolean sameTool(Plan locked, Plan kept) {
        Plan.Toolchain held = locked.toolchain();
        Plan.Toolchain fits = kept.toolchain();
        return held != null
                && fits != null
                && held.name().equals(fits.name())
                && held.version().equals(fits.version());
    }

    private static Set<String> fields(ObjectNode result, ObjectNode old) {
        var names = new TreeSet<String>();
        result.fieldNames().forEachRemaining(names::add);
        old.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("schema", "name", "evidence", "warnings"));
        return names;
    }

    private static void maps(ObjectNode result, JsonNode old, JsonNode base, String field) {
        ObjectNode merged = result.withObject("/" + field);
        var names = new TreeSet<String>();
        merged.fieldNames().forEachRemaining(names::add);
        old.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (same(base.path(name), merged.path(name))) {
                put(merged, name, old.path(name));
            }
        }
    }

    private static boolean same(JsonNode one, JsonNode other) {
        boolean none = one.isMissingNode() || one.isNull();
        boolean noOther = other.isMissingNode() || other.isNull();
        return none ? noOther : one.equals(other);
    }

    private static void put(ObjectNode into, String name, JsonNode value) {
        if (value.isMissingNode()) {
            into.remove(name);
        } else {
            into.set(name, value);
        }
    }

    /** Today's evidence; where the value is the locked one instead, what was said when it was locked. */
    private static ArrayNode evidence(Plan locked, Plan now, Plan result) {
        var kept = PlanDiff.between(now, result).stream().map(Change::what).toList();
        var all = new ArrayList<Evidence>();
        for (Evidence evidence : now.evidence()) {
            if (!kept.contains(name(result, evidence))) {
                all.add(evidence);
            }
        }
        for (Evidence evidence : locked.evidence()) {
            if (kept.contains(name(result, evidence))) {
                String said = evidence.because();
                all.add(
                        said.startsWith("locked: ")
                                ? evidence
                                : new Evidence(evidence.field(), evidence.value(), evidence.file(), "locked: " + said));
            }
        }
        return (ArrayNode) Json.tree("evidence", Json.line(Map.of("all", all))).path("all");
    }

    private static String name(Plan plan, Evidence evidence) {
        Plan.Toolchain toolchain = plan.toolchain();
        return toolchain != null && evidence.field().equals("toolchain.version")
                ? toolchain.name()
                : evidence.field().replaceFirst("\\.(command|name)$", "");
    }
}
