package io.firn.flake.rust;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Cargo.lock, whose every crate of a registry has the SHA-256 of its archive. See
 * https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html; the checksums of its oldest form stand in a table apart.
 */
public final class CargoDeps {
    private static final String FILE = "Cargo.lock";
    private static final int LIMIT = 16 << 20;
    private static final int SMALL = 1 << 20;
    private static final int CRATES = 20_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,100}");
    private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.+-]{0,100}");
    private static final Pattern OLD_CHECKSUM = Pattern.compile("checksum (\\S{1,101}) (\\S{1,101}) .*");
    private static final TomlMapper TOML = new TomlMapper();

    private final Map<String, Offers.Supplied> offered;
    private final String packageSet;
    private final boolean fromSet;
    private final Map<String, String> oldChecksums = new HashMap<>();
    private final TreeMap<String, Deps.SourceFile> files = new TreeMap<>();
    private final TreeMap<String, Deps.Supplied> supplied = new TreeMap<>();

    private CargoDeps(Plan plan, Offers offers) {
        String version = plan.toolchain() == null
                ? offers.of("rust").standard()
                : plan.toolchain().version();
        this.offered = offers.supplied("rust", version);
        this.packageSet = offers.packageSet();
        this.fromSet = "set".equals(plan.settings().get("crates"));
    }

    /** The crates of the app in the tree; none where the repository carries them. A fault names the one that cannot be had. */
    public static Deps read(Plan plan, Tree tree, Offers offers) {
        if (tree.entry(FILE).filter(TreeEntry::isFile).isEmpty()) {
            return without(tree);
        }
        String text = tree.text(FILE, LIMIT)
                .orElseThrow(
                        () -> LockFault.file(FILE, "it is larger than " + LIMIT + " bytes", "Use fewer dependencies."));
        if (vendored(tree)) {
            return new Deps(1, "cargo", Sri.sha256(text), List.of(), List.of());
        }
        var deps = new CargoDeps(plan, offers);
        deps.collect(parse(text));
        return new Deps(
                1, "cargo", Sri.sha256(text), List.copyOf(deps.files.values()), List.copyOf(deps.supplied.values()));
    }

    /** Whether {@code cargo vendor} put crates into the repository. */
    private static boolean vendored(Tree tree) {
        return tree.list("vendor").stream().anyMatch(entry -> tree.entry(entry.path() + "/.cargo-checksum.json")
                .isPresent());
    }

    private static Deps without(Tree tree) {
        String manifest = tree.text("Cargo.toml", SMALL).orElse("");
        JsonNode dependencies = parse(manifest).path("dependencies");
        for (Map.Entry<String, JsonNode> one : dependencies.properties()) {
            if (!one.getValue().has("path") && !vendored(tree)) {
                throw LockFault.file(
                        "Cargo.toml",
                        "it asks for \"" + Texts.shown(one.getKey()) + "\", and there is no " + FILE,
                        "Run \"cargo generate-lockfile\" and commit " + FILE + ".");
            }
        }
        return Deps.none();
    }

    private static JsonNode parse(String text) {
        try {
            return TOML.readTree(text);
        } catch (JsonProcessingException e) {
            throw LockFault.file(FILE, "it is no valid TOML", "Run \"cargo generate-lockfile\" and commit it.");
        }
    }

    private void collect(JsonNode lock) {
        lock.path("metadata").properties().forEach(entry -> {
            Matcher old = OLD_CHECKSUM.matcher(entry.getKey());
            if (old.matches()) {
                oldChecksums.put(
                        old.group(1) + " " + old.group(2), entry.getValue().asText());
            }
        });
        for (JsonNode crate : lock.path("package")) {
            String source = crate.path("source").asText("");
            if (!source.isEmpty()) { // without one it is a package of this repository
                add(crate, source);
            }
            if (files.size() + supplied.size() > CRATES) {
                throw LockFault.file(FILE, "it has more than " + CRATES + " crates", "Use fewer dependencies.");
            }
        }
    }

    private void add(JsonNode crate, String source) {
        String name = crate.path("name").asText("");
        String version = crate.path("version").asText("");
        if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
            throw entry(name, "its name or version is none of Cargo's form", "Make the file again with Cargo.");
        }
        if (fromSet) {
            supply(name, version);
            return;
        }
        if (!source.startsWith("registry+") && !source.startsWith("sparse+")) {
            throw entry(
                    name,
                    "it comes from \"" + Texts.shown(source) + "\", and a build has no network",
                    "Run \"cargo vendor\" and commit the vendor folder, or take a published version.");
        }
        String checksum =
                Optional.ofNullable(crate.path("checksum").textValue()).orElse(oldChecksums.get(name + " " + version));
        String hash = Sri.ofHex("sha256:" + (checksum == null ? "" : checksum))
                .orElseThrow(() -> entry(
                        name + " " + version,
                        "it has no checksum",
                        "Run \"cargo generate-lockfile\" with the registry itself in reach, or vendor the crate."));
        files.put(
                name + " " + version,
                new Deps.SourceFile(
                        name,
                        version,
                        null,
                        "crates",
                        name + "/" + name + "-" + version + ".crate",
                        hash,
                        false,
                        false,
                        List.of(),
                        List.of(),
                        List.of()));
    }

    /** The package set's own crate, where the plan asks for those: the same version or none. */
    private void supply(String name, String version) {
        Offers.Supplied offer = offered.get(name + "@" + version);
        if (offer == null) {
            String others = offered.keySet().stream()
                    .filter(key -> key.startsWith(name + "@"))
                    .map(key -> key.substring(name.length() + 1))
                    .reduce((one, other) -> one + ", " + other)
                    .map(versions -> "supplies " + name + " " + versions + " and no other")
                    .orElse("does not supply it");
            throw entry(
                    name + " " + version,
                    "the package set \"" + packageSet + "\" " + others,
                    "Run \"cargo update -p " + name
                            + " --precise\" with such a version, or take away settings.crates.");
        }
        supplied.put(
                name + " " + version, new Deps.Supplied(name, "=" + version, offer.packageName(), offer.version()));
    }

    private static io.firn.fault.Fault entry(String name, String reason, String hint) {
        return LockFault.entry(FILE, name, reason, hint);
    }
}
