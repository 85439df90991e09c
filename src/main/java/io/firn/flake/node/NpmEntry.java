package io.firn.flake.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.flake.Deps;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One entry of a package-lock.json: checked, and brought into the form of deps.json. */
final class NpmEntry {
    private static final Pattern PLACE = Pattern.compile("(?:[A-Za-z0-9@_.+-]{1,100}/){0,20}?node_modules/"
            + Archives.NAME + "(?:/node_modules/" + Archives.NAME + "){0,40}");

    private final String path;
    private final JsonNode fields;
    private final Archives archives;

    NpmEntry(String lock, String path, JsonNode fields) {
        this.path = path;
        this.fields = fields;
        this.archives = new Archives(lock, path);
    }

    /** Whether a path of the lock file is the place of a package. */
    static boolean isPlace(String path) {
        return path.length() <= 2000 && PLACE.matcher(path).matches() && !("/" + path + "/").contains("/../");
    }

    Deps.SourceFile read() {
        if (!isPlace(path)) {
            throw archives.refuse("it does not lie in node_modules", "Make the lock file again with \"npm install\".");
        }
        String version = text("version");
        String resolved = text("resolved");
        archives.refuseForeign(version.startsWith("npm:") || Archives.isVersion(version) ? resolved : version);
        String name = text("name");
        if (name.isEmpty()) {
            name = path.substring(path.lastIndexOf("node_modules/") + 13);
        }
        if (version.startsWith("npm:")) { // an alias of lock file version 1
            int at = version.lastIndexOf('@');
            name = at > 4 ? version.substring(4, at) : version.substring(4);
            version = at > 4 ? version.substring(at + 1) : "";
        }
        LockedPackage.Archive archive = archives.archive(name, version, resolved, text("integrity"));
        return new Deps.SourceFile(
                name,
                version,
                path,
                archive.registry(),
                archive.file(),
                archive.hash(),
                flag("dev"),
                flag("optional") || flag("devOptional"),
                list("os"),
                list("cpu"),
                list("libc"));
    }

    private String text(String field) {
        JsonNode node = fields.path(field);
        return node.isTextual() ? node.asText() : "";
    }

    /** A development dependency that an optional one needs too is installed for both. */
    private boolean flag(String field) {
        return fields.path(field).asBoolean(false);
    }

    private List<String> list(String field) {
        JsonNode node = fields.path(field);
        var values = new ArrayList<String>();
        if (node.isTextual()) {
            values.add(node.asText());
        }
        node.forEach(value -> values.add(value.asText()));
        return values.stream()
                .filter(value -> value.matches("!?[A-Za-z0-9_-]{1,40}"))
                .toList();
    }
}
