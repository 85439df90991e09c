package io.firn.flake;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One entry of a package-lock.json: checked, and brought into the form of deps.json. */
final class NpmEntry {
    private static final String NAME =
            "(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,100}/)?[A-Za-z0-9~_-][A-Za-z0-9._~-]{0,200}";
    private static final Pattern PLACE =
            Pattern.compile("node_modules/" + NAME + "(?:/node_modules/" + NAME + "){0,40}");
    private static final Pattern PLAIN_NAME = Pattern.compile(NAME);
    private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.+_-]{0,200}");
    private static final Pattern ADDRESS = Pattern.compile(
            "https?://[^?#\\s]{1,300}?/(" + NAME + ")/-/(?:@[^/]{1,100}/)?([A-Za-z0-9._~+-]{1,250}\\.tgz)(?:[?#].*)?");

    private final String lock;
    private final String path;
    private final JsonNode fields;

    NpmEntry(String lock, String path, JsonNode fields) {
        this.lock = lock;
        this.path = path;
        this.fields = fields;
    }

    Deps.SourceFile read() {
        if (path.length() > 2000 || !PLACE.matcher(path).matches()) {
            throw refuse("it does not lie in node_modules", "Make the lock file again with \"npm install\".");
        }
        String version = text("version").orElse("");
        String resolved = text("resolved").orElse("");
        refuseForeign(version.startsWith("npm:") || VERSION.matcher(version).matches() ? resolved : version);
        String name = text("name").orElse(path.substring(path.lastIndexOf("node_modules/") + 13));
        if (version.startsWith("npm:")) { // an alias of lock file version 1
            int at = version.lastIndexOf('@');
            name = at > 4 ? version.substring(4, at) : version.substring(4);
            version = at > 4 ? version.substring(at + 1) : "";
        }
        if (!PLAIN_NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
            throw refuse(
                    "it has no plain name and version (\"" + Texts.shown(name) + "\", \"" + Texts.shown(version)
                            + "\")",
                    "Make the lock file again with \"npm install\".");
        }
        return new Deps.SourceFile(
                name,
                version,
                path,
                "npm",
                resolved.isEmpty() ? derived(name, version) : fromAddress(resolved),
                hash(),
                flag("dev"),
                flag("optional") || flag("devOptional"),
                list("os"),
                list("cpu"),
                list("libc"));
    }

    private void refuseForeign(String address) {
        String plain = address.toLowerCase(Locale.ROOT);
        if (plain.startsWith("git")
                || plain.startsWith("ssh:")
                || plain.contains("codeload.")
                || plain.matches("[\\w.-]+/[\\w.-]+(?:#.*)?")) {
            throw refuse(
                    "it comes from a git repository (\"" + Texts.shown(address) + "\"), which has no hash to check",
                    "Use a version that is published in the registry.");
        }
        if (plain.startsWith("file:")
                || plain.startsWith("link:")
                || fields.path("link").asBoolean(false)) {
            throw refuse(
                    "it is a folder of this repository (\"" + Texts.shown(address) + "\"), which is not built yet",
                    "Publish the package, or copy its code into the app.");
        }
        if (!plain.isEmpty() && !plain.startsWith("https://") && !plain.startsWith("http://")) {
            throw refuse(
                    "its address \"" + Texts.shown(address) + "\" is none of a registry", "Make the lock file again.");
        }
    }

    private String fromAddress(String address) {
        Matcher matcher = ADDRESS.matcher(address.replace("%2f", "/").replace("%2F", "/"));
        if (address.length() > 1000 || !matcher.matches()) {
            throw refuse(
                    "it is an archive at an address of its own (\"" + Texts.shown(address) + "\"), not a registry's",
                    "Use a version that is published in the registry.");
        }
        return matcher.group(1) + "/-/" + matcher.group(2);
    }

    private static String derived(String name, String version) {
        String base = name.substring(name.lastIndexOf('/') + 1);
        return name + "/-/" + base + "-" + version.replaceFirst("\\+.*", "") + ".tgz";
    }

    private String hash() {
        String integrity = text("integrity")
                .orElseThrow(
                        () -> refuse(
                                "it has no integrity hash",
                                "Delete node_modules and package-lock.json, run \"npm install\" and commit the new lock file."));
        return Sri.strongest(integrity)
                .orElseThrow(
                        () -> refuse(
                                "its integrity \"" + Texts.shown(integrity) + "\" is no sha512, sha256 or sha1 hash",
                                "Delete node_modules and package-lock.json, run \"npm install\" and commit the new lock file."));
    }

    private Optional<String> text(String field) {
        JsonNode node = fields.path(field);
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
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

    private RuntimeException refuse(String reason, String hint) {
        return LockFault.entry(lock, path, reason, hint);
    }
}
