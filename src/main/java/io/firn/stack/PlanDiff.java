package io.firn.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.detect.Evidence;
import io.firn.detect.Json;
import io.firn.detect.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans as trees of fields: what differs between two, and what decides a build. */
final class PlanDiff {
    /** Fields that are for people. */
    private static final Set<String> SAID = Set.of("evidence", "warnings", "schema");

    private PlanDiff() {}

    /** A plan as JSON. */
    static ObjectNode node(Plan plan) {
        return (ObjectNode) Json.tree("plan.json", Json.line(plan));
    }

    /** The plan that a JSON tree is. */
    static Plan plan(ObjectNode node) {
        return Plan.parse(Json.line(node));
    }

    /** The same for plans that build the same. */
    static String fingerprint(Plan plan) {
        ObjectNode node = node(plan);
        node.remove(SAID);
        return Fingerprint.of(List.of(Json.line(node)));
    }

    /** What the second plan does otherwise than the first, with the second's evidence. */
    static List<Change> between(Plan from, Plan to) {
        SortedMap<String, String> before = fields(from);
        SortedMap<String, String> after = fields(to);
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        var changes = new ArrayList<Change>();
        for (String name : names) {
            String was = before.get(name);
            String is = after.get(name);
            if (was == null ? is != null : !was.equals(is)) {
                changes.add(new Change(name, was, is, because(to, name)));
            }
        }
        return List.copyOf(changes);
    }

    /** The fields that are texts, by their path; a toolchain by its name. */
    static SortedMap<String, String> fields(Plan plan) {
        var found = new TreeMap<String, String>();
        ObjectNode node = node(plan);
        node.remove(SAID);
        node.remove("name");
        Plan.Toolchain toolchain = plan.toolchain();
        if (toolchain != null) {
            node.remove("toolchain");
            found.put(toolchain.name(), toolchain.version());
        }
        flatten("", node, found);
        return found;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), into));
        } else if (!node.isNull() && !node.isMissingNode()) {
            into.put(path.replaceFirst("\\.(command|name)$", ""), node.isValueNode() ? node.asText() : node.toString());
        }
    }

    private static @Nullable String because(Plan plan, String field) {
        Plan.Toolchain toolchain = plan.toolchain();
        boolean tool = toolchain != null && field.equals(toolchain.name());
        for (Evidence evidence : plan.evidence()) {
            String named = evidence.field().replaceFirst("\\.(command|name)$", "");
            if (named.equals(field) || (tool && named.equals("toolchain.version"))) {
                boolean said = evidence.file() == null || evidence.because().startsWith(evidence.file());
                return said ? evidence.because() : evidence.file() + ": " + evidence.because();
            }
        }
        return null;
    }
}
