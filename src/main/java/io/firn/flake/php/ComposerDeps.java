package io.firn.flake.php;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.Texts;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads composer.json and composer.lock: packages as archives of the registry {@code packagist}, extensions as what the package
 * set supplies. An archive whose entry has a SHA-1 is fetched by that; the hash of the others is looked up once and recorded
 * ({@link Pins}). Files lie below the registry as Composer's own mirrors have them
 * ({@code dists/%package%/%version%/%reference%.%type%}).
 */
public final class ComposerDeps {
    private static final String LOCK = "composer.lock";
    private static final String MANIFEST = "composer.json";
    private static final int LIMIT = 32 << 20;
    private static final int PACKAGES = 5_000;
    /** Extensions that apps take for granted and few name: drivers are chosen by a variable at run time. */
    private static final List<String> USUAL = List.of(
            "ext-bcmath",
            "ext-curl",
            "ext-mbstring",
            "ext-mysqli",
            "ext-pdo_pgsql",
            "ext-pdo_sqlite",
            "ext-xml",
            "ext-zip");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9_.-]{0,100})/[a-z0-9]([a-z0-9_.-]{0,100})");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+/-]{0,100}");
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,100}");

    private final String php;
    private final String packageSet;
    private final Map<String, Offers.Supplied> offered;
    private final TreeMap<String, Deps.Supplied> supplied = new TreeMap<>();

    private ComposerDeps(Plan plan, Offers offers) {
        this.php = plan.toolchain() == null
                ? offers.of("php").standard()
                : plan.toolchain().version();
        this.packageSet = offers.packageSet();
        this.offered = offers.supplied("php", php);
    }

    /** What the app in the tree depends on. A fault names the package or the extension that cannot be had. */
    public static Deps read(Plan plan, Tree tree, Offers offers, Pins pins) {
        var deps = new ComposerDeps(plan, offers);
        USUAL.stream().filter(deps.offered::containsKey).forEach(name -> deps.extension(name, null, MANIFEST));
        boolean hasManifest = tree.entry(MANIFEST).filter(TreeEntry::isFile).isPresent();
        JsonNode manifest = hasManifest ? Json.tree(MANIFEST, text(tree, MANIFEST)) : Json.tree(MANIFEST, "{}");
        deps.extensions(manifest.path("require"), MANIFEST);
        boolean vendored = tree.entry("vendor/autoload.php").isPresent();
        if (tree.entry(LOCK).filter(TreeEntry::isFile).isEmpty()) {
            deps.refuseUnlocked(manifest, vendored);
            return new Deps(1, "composer", null, List.of(), List.copyOf(deps.supplied.values()));
        }
        String text = text(tree, LOCK);
        JsonNode lock = Json.tree(LOCK, text);
        for (JsonNode one : lock.path("packages")) {
            deps.extensions(one.path("require"), LOCK);
        }
        List<Deps.SourceFile> files = vendored ? List.of() : files(lock, pins);
        return new Deps(1, "composer", Sri.sha256(text), files, List.copyOf(deps.supplied.values()));
    }

    private void refuseUnlocked(JsonNode manifest, boolean vendored) {
        manifest.path("require").properties().forEach(one -> {
            if (!vendored && one.getKey().contains("/")) {
                throw LockFault.file(
                        MANIFEST,
                        "it requires \"" + Texts.shown(one.getKey()) + "\", and there is no " + LOCK,
                        "Run \"composer update\" and commit " + LOCK + ".");
            }
        });
    }

    private void extensions(JsonNode require, String file) {
        require.properties().forEach(one -> {
            String name = one.getKey().toLowerCase(Locale.ROOT).replace(' ', '-');
            if (name.startsWith("ext-")) {
                extension(name, one.getValue().asText(), file);
            }
        });
    }

    private void extension(String name, @Nullable String asked, String file) {
        Offers.Supplied offer = offered.get(name);
        if (offer == null) {
            throw LockFault.entry(
                    file,
                    name,
                    "the package set \"" + packageSet + "\" has no such extension for PHP " + php,
                    "Require a package that does the same in PHP itself, or take the extension out.");
        }
        String wanted = asked == null || asked.equals("*") ? null : asked;
        if (!offer.packageName().isEmpty()) { // else PHP itself has it
            supplied.merge(
                    name,
                    new Deps.Supplied(name, wanted, offer.packageName(), offer.version()),
                    (before, now) -> before.asked() == null ? now : before);
        }
    }

    private static List<Deps.SourceFile> files(JsonNode lock, Pins pins) {
        var archives = new ArrayList<Pins.Wanted>();
        Map<Pins.Wanted, String> hashes = new HashMap<>();
        var unknown = new TreeSet<Pins.Wanted>();
        for (JsonNode one : lock.path("packages")) {
            if (one.path("type").asText("").equals("metapackage")) {
                continue;
            }
            Pins.Wanted archive = archive(one);
            archives.add(archive);
            String sum = one.path("dist").path("shasum").asText("");
            Sri.ofHex("sha1:" + sum).ifPresentOrElse(hash -> hashes.put(archive, hash), () -> unknown.add(archive));
            if (archives.size() > PACKAGES) {
                throw LockFault.file(LOCK, "it has more than " + PACKAGES + " packages", "Use fewer of them.");
            }
        }
        hashes.putAll(pins.hashes(unknown));
        var files = new ArrayList<Deps.SourceFile>();
        for (Pins.Wanted one : archives) {
            String hash = hashes.get(one);
            if (hash == null) {
                throw entry(
                        one.name(),
                        "it has no hash, and the registry packagist could not be asked for it, or does not have it",
                        "Commit the vendor folder, or set firn.mirror.packagist.");
            }
            files.add(new Deps.SourceFile(
                    one.name(),
                    one.version(),
                    null,
                    one.registry(),
                    one.file(),
                    hash,
                    false,
                    false,
                    List.of(),
                    List.of(),
                    List.of()));
        }
        files.sort(java.util.Comparator.comparing(Deps.SourceFile::name));
        return files;
    }

    private static Pins.Wanted archive(JsonNode one) {
        String name = one.path("name").asText("");
        String version = one.path("version").asText("");
        JsonNode dist = one.path("dist");
        String type = dist.path("type").asText("none");
        String reference = dist.path("reference").asText("");
        if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches() || version.contains("..")) {
            throw entry(name, "its name or version is none of Composer's form", "Make the file again with Composer.");
        }
        if (!List.of("zip", "tar").contains(type)) {
            throw entry(
                    name,
                    type.equals("path")
                            ? "it is a folder beside the app, which a build cannot see"
                            : "it has no archive (its dist is \"" + Texts.shown(type) + "\")",
                    "Take a published version, or commit the vendor folder.");
        }
        if (!REFERENCE.matcher(reference).matches()) {
            throw entry(name, "its archive has no reference", "Make the file again with Composer 2.");
        }
        String file = "dists/" + name + "/" + version + "/" + reference + "." + type;
        return new Pins.Wanted("packagist", name, version, file);
    }

    private static String text(Tree tree, String file) {
        return tree.text(file, LIMIT)
                .orElseThrow(
                        () -> LockFault.file(file, "it is larger than " + LIMIT + " bytes", "Use fewer packages."));
    }

    private static Fault entry(String name, String reason, String hint) {
        return LockFault.entry(LOCK, name, reason, hint);
    }
}
