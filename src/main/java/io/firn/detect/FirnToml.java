package io.firn.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code firn.toml} at the root of a repository: what its owner says about the plan, which goes before all that is detected. Keys
 * of {@code [apps.<name>]} go before the others for the app of that name. Unknown keys and wrong types are named; the form stands in
 * docs/reference/firn-toml.md.
 */
public final class FirnToml {
    /** The file. */
    public static final String FILE = "firn.toml";

    private static final Pattern PROCESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
    /** As a request line holds it. */
    static final Pattern PATH = Pattern.compile("/[!-~&&[^?#]]{0,199}");

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,200}");
    private static final List<String> TEXTS = List.of("root", "stack", "framework", "package-manager");
    private static final Map<String, List<String>> TABLES = tables();

    private final ObjectNode values;
    private final List<Fault> faults;

    private FirnToml(ObjectNode values, List<Fault> faults) {
        this.values = values;
        this.faults = List.copyOf(faults);
    }

    /** One that says nothing. */
    static FirnToml none() {
        return new FirnToml(JsonNodeFactory.instance.objectNode(), List.of());
    }

    /** Reads the file of a repository for an app; what is wrong with it is kept in {@link #faults()}. */
    static FirnToml read(Tree repository, String app) {
        if (repository.entry(FILE).isEmpty()) {
            return none();
        }
        var faults = new ArrayList<Fault>();
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        try {
            String text = repository
                    .text(FILE, Findings.SMALL)
                    .orElseThrow(() ->
                            fault("it is no file, or larger than " + Findings.SMALL + " bytes", "Make it small."));
            JsonNode root = Toml.tree(FILE, text);
            take(root, "", values, faults);
            root.path("apps").properties().forEach(each -> {
                ObjectNode own = JsonNodeFactory.instance.objectNode();
                take(each.getValue(), "apps." + each.getKey() + ".", own, faults);
                if (each.getKey().equals(app)) {
                    merge(own, values);
                }
            });
        } catch (Fault broken) {
            faults.add(broken);
        }
        return new FirnToml(values, faults);
    }

    /** What is wrong with the file. */
    List<Fault> faults() {
        return faults;
    }

    /** A text at the top: {@code root}, {@code stack}, {@code framework}, {@code package-manager}. */
    public Optional<String> text(String key) {
        return string(values.path(key));
    }

    /** A text in a table, for instance {@code build}, {@code command}; an empty one is there, too. */
    public Optional<String> text(String table, String key) {
        JsonNode value = values.path(table).path(key);
        return value.isTextual() ? Optional.of(value.asText().strip()) : Optional.empty();
    }

    /** A yes or no in a table. */
    public Optional<Boolean> flag(String table, String key) {
        JsonNode value = values.path(table).path(key);
        return value.isBoolean() ? Optional.of(value.asBoolean()) : Optional.empty();
    }

    /** A table of names and texts: {@code versions}, {@code processes}, {@code env}, {@code settings}. */
    public Map<String, String> map(String table) {
        var map = new LinkedHashMap<String, String>();
        values.path(table).properties().forEach(entry -> {
            JsonNode value = entry.getValue().isObject() ? entry.getValue().path("command") : entry.getValue();
            map.put(entry.getKey(), value.asText());
        });
        return Collections.unmodifiableMap(map);
    }

    /** The port of an app that does not read {@code PORT}. */
    public Optional<Integer> port() {
        JsonNode port = values.path("port");
        return port.isInt() ? Optional.of(port.asInt()) : Optional.empty();
    }

    private static void take(JsonNode from, String where, ObjectNode into, List<Fault> faults) {
        var known = new ArrayList<>(TEXTS);
        known.add("port");
        known.addAll(TABLES.keySet());
        if (where.isEmpty()) {
            known.add("apps");
        }
        if (!from.isObject()) {
            faults.add(fault(
                    "\"" + where.replaceFirst("\\.$", "") + "\" is no table",
                    "Write [" + where + "] and keys below it."));
            return;
        }
        from.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            if (!known.contains(key)) {
                faults.add(unknown(where + key, key, known));
            } else if (TEXTS.contains(key)) {
                accept(
                        value.isTextual() && !value.asText().isBlank(),
                        where + key,
                        "a text",
                        faults,
                        () -> into.set(key, value));
            } else if (key.equals("port")) {
                boolean fits = value.isInt() && value.asInt() > 0 && value.asInt() < 65536;
                accept(fits, where + key, "a number from 1 to 65535", faults, () -> into.set(key, value));
            } else if (!key.equals("apps")) {
                table(where + key, key, value, into, faults);
            }
        });
    }

    private static void table(String where, String name, JsonNode table, ObjectNode into, List<Fault> faults) {
        if (!table.isObject()) {
            faults.add(fault("\"" + where + "\" is no table", "Write [" + where + "] and its keys below it."));
            return;
        }
        List<String> known = TABLES.getOrDefault(name, List.of());
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        table.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            String path = where + "." + key;
            if (!known.isEmpty() && !known.contains(key)) {
                faults.add(unknown(path, key, known));
            } else if (key.equals("spa") && name.equals("static")) {
                accept(value.isBoolean(), path, "true or false", faults, () -> result.set(key, value));
            } else if (name.equals("processes")) {
                JsonNode command = value.isObject() ? value.path("command") : value;
                boolean fits = PROCESS.matcher(key).matches()
                        && command.isTextual()
                        && !command.asText().isBlank();
                accept(fits, path, "the command of a process type", faults, () -> result.set(key, command));
            } else if (name.equals("env")) {
                boolean fits = VARIABLE.matcher(key).matches() && value.isValueNode();
                accept(fits, path, "the value of a variable", faults, () -> result.put(key, value.asText()));
            } else if (name.equals("health")) {
                boolean fits = value.isTextual() && PATH.matcher(value.asText()).matches();
                accept(fits, path, "a path that begins with \"/\"", faults, () -> result.set(key, value));
            } else if (name.equals("versions") || name.equals("settings")) {
                accept(value.isValueNode(), path, "a text", faults, () -> result.put(key, value.asText()));
            } else {
                accept(value.isTextual(), path, "a text", faults, () -> result.set(key, value));
            }
        });
        into.set(name, result);
    }

    private static void accept(boolean fits, String path, String form, List<Fault> faults, Runnable take) {
        if (fits) {
            take.run();
        } else {
            faults.add(fault("\"" + Texts.shown(path) + "\" is not " + form, "Write " + form + " there."));
        }
    }

    private static void merge(ObjectNode own, ObjectNode into) {
        own.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode table && into.path(entry.getKey()) instanceof ObjectNode below) {
                below.setAll(table);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static Fault unknown(String path, String key, List<String> known) {
        String hint = Words.nearest(key, known)
                .map(near -> "Did you mean \"" + near + "\"?")
                .orElse("There are " + String.join(", ", known) + ".");
        return fault("it has the unknown key \"" + Texts.shown(path) + "\"", hint);
    }

    private static Fault fault(String reason, String hint) {
        return Fault.of(FaultCode.UNSUPPORTED, "Could not read \"" + FILE + "\": " + reason + ".", hint);
    }

    private static Optional<String> string(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText().strip()) : Optional.empty();
    }

    private static Map<String, List<String>> tables() {
        var tables = new LinkedHashMap<String, List<String>>();
        tables.put("versions", List.of());
        tables.put("build", List.of("install", "command"));
        tables.put("test", List.of("command"));
        tables.put("processes", List.of());
        tables.put("static", List.of("root", "spa"));
        tables.put("health", List.of("path"));
        tables.put("env", List.of());
        tables.put("settings", List.of());
        return tables;
    }
}
