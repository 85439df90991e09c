package io.firn.detect.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Toml;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pyproject.toml (PEP 621, or Poetry's table) or a Pipfile asks for, as lines of requirements: for apps that have neither a lock file
 * nor a requirements.txt. Groups for development and what is optional are left out. Poetry's signs become PEP 440's:
 * https://python-poetry.org/docs/dependency-specification/.
 */
public final class Declared {
    private static final int LIMIT = 1 << 20;
    private static final int MOST = 2000;
    private static final Pattern SIGN = Pattern.compile("([\\^~])\\s*(\\d{1,9}(?:\\.\\d{1,9}){0,4})");
    private static final Pattern BARE = Pattern.compile("\\d[\\w.*+!-]{0,60}");

    private Declared() {}

    /** What the manifests name; empty where they name nothing. */
    public static Optional<Requirements> read(Tree tree) {
        return read(tree, Pyproject.FILE).or(() -> read(tree, Pipfile.FILE));
    }

    private static Optional<Requirements> read(Tree tree, String file) {
        Optional<String> text = tree.text(file, LIMIT);
        Optional<JsonNode> root = text.flatMap(Toml::parse);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        var lines = new ArrayList<String>();
        if (file.equals(Pipfile.FILE)) {
            table(root.get().path("packages"), lines);
        } else {
            root.get().path("project").path("dependencies").forEach(one -> lines.add(one.asText()));
            table(root.get().path("tool").path("poetry").path("dependencies"), lines);
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(Requirements.of(file, text.get(), lines.subList(0, Math.min(MOST, lines.size()))));
    }

    private static void table(JsonNode table, List<String> lines) {
        for (Map.Entry<String, JsonNode> one : table.properties()) {
            JsonNode said = one.getValue();
            if (one.getKey().equals("python") || said.path("optional").asBoolean(false)) {
                continue;
            }
            boolean elsewhere =
                    List.of("git", "path", "url", "file", "hg", "svn").stream().anyMatch(said::has);
            if (elsewhere || said.isArray()) {
                lines.add(one.getKey() + " @ " + said); // no package of the index, or one by several conditions
                continue;
            }
            var extras = new ArrayList<String>();
            said.path("extras").forEach(extra -> extras.add(extra.asText()));
            String markers = said.path("markers").asText("");
            lines.add(one.getKey()
                    + (extras.isEmpty() ? "" : "[" + String.join(",", extras) + "]")
                    + specifier(
                            said.isTextual()
                                    ? said.asText()
                                    : said.path("version").asText("*"))
                    + (markers.isEmpty() ? "" : "; " + markers));
        }
    }

    /** A range of Poetry's or Pipenv's in the words of PEP 440. */
    static String specifier(String range) {
        var parts = new ArrayList<String>();
        for (String part : range.strip().split("\\s*,\\s*", 20)) {
            Matcher sign = SIGN.matcher(part);
            if (part.isEmpty() || part.equals("*")) {
                continue;
            }
            parts.add(
                    sign.matches()
                            ? ">=" + sign.group(2) + ",<" + above(sign.group(1), sign.group(2))
                            : BARE.matcher(part).matches() ? "==" + part : part.replace(" ", ""));
        }
        return String.join(",", parts);
    }

    /** {@code ^} leaves the first number that is not zero; {@code ~} the second, or the only one. */
    private static String above(String sign, String version) {
        String[] numbers = version.split("\\.", -1);
        int kept = sign.equals("~") ? Math.min(1, numbers.length - 1) : 0;
        while (sign.equals("^") && kept < numbers.length - 1 && Long.parseLong(numbers[kept]) == 0) {
            kept++;
        }
        var above = new ArrayList<>(List.of(numbers).subList(0, kept));
        above.add(String.valueOf(Long.parseLong(numbers[kept]) + 1));
        return String.join(".", above);
    }
}
