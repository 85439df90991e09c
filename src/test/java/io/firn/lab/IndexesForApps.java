package io.firn.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What registries say of their packages, for tools that choose among them: each new version is added to those that there are. */
final class IndexesForApps {
    private final RegistryForApps registry;
    private final Path work;
    private final Map<String, String> told = new TreeMap<>();

    IndexesForApps(RegistryForApps registry, Path work) {
        this.registry = registry;
        this.work = work;
    }

    /** A crate whose function {@code of} gives the version. */
    void crate(String name, String version) throws IOException {
        Path folder = Files.createDirectories(work.resolve("crate-" + name + version));
        String sum = registry.crate(
                folder,
                name,
                version,
                Map.of(
                        "Cargo.toml",
                        "[package]\nname = \"%s\"\nversion = \"%s\"\nedition = \"2021\"\n".formatted(name, version),
                        "src/lib.rs",
                        "pub fn of() -> String { \"%s %s\".to_string() }\n".formatted(name, version)));
        String line =
                "{\"name\":\"%s\",\"vers\":\"%s\",\"deps\":[],\"cksum\":\"%s\",\"features\":{},\"yanked\":false}\n"
                        .formatted(name, version, sum);
        String place = name.substring(0, 2) + "/" + name.substring(2, 4) + "/" + name;
        document("crates-index", place, add("crate " + name, line));
    }

    /** A module whose function {@code Of} gives the version. */
    void module(String name, String version) throws IOException {
        String path = "example.org/" + name;
        registry.module(
                path,
                version,
                new TreeMap<>(Map.of(
                        "go.mod",
                        "module " + path + "\n\ngo 1.19\n",
                        name + ".go",
                        "package %s\n\nfunc Of() string { return \"%s %s\" }\n".formatted(name, name, version))));
        document("goproxy", path + "/@v/list", add("module " + name, version + "\n"));
        document(
                "goproxy",
                path + "/@v/" + version + ".info",
                "{\"Version\":\"" + version + "\",\"Time\":\"2020-01-02T00:00:00Z\"}");
    }

    /** A package whose {@code Example\<Name>\Said::of()} gives the version. */
    void composer(String name, String version) throws IOException {
        String space = "Example\\" + name;
        SortedMap<String, String> content = new TreeMap<>(Map.of(
                "composer.json",
                "{\"name\": \"example/%s\"}".formatted(name),
                "src/Said.php",
                "<?php\nnamespace %s;\nfinal class Said { public static function of(): string { return '%s %s'; } }\n"
                        .formatted(space, name, version)));
        String reference = "ref" + version.replace('.', '0');
        registry.composer("example/" + name, version, reference, content);
        String one =
                """
                {"name": "example/%s", "version": "%s", "version_normalized": "%s.0", "type": "library",
                 "dist": {"type": "zip", "url": "https://packages.invalid/x.zip", "reference": "%s", "shasum": ""},
                 "autoload": {"psr-4": {"%s\\\\": "src/"}}},
                """
                        .formatted(name, version, version, reference, space.replace("\\", "\\\\"));
        String all = add("package " + name, one).strip();
        document(
                "packagist",
                "p2/example/" + name + ".json",
                "{\"packages\": {\"example/%s\": [%s]}}".formatted(name, all.substring(0, all.length() - 1)));
    }

    /** A gem whose {@code <Name>.of} gives the version. */
    void gem(String name, String version) throws IOException {
        String module = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
        String sum = registry.file(
                "rubygems",
                "gems/" + name + "-" + version + ".gem",
                PackagesForApps.gem(
                        name,
                        version,
                        new TreeMap<>(Map.of(
                                "lib/" + name + ".rb",
                                "module %s\n  def self.of = \"%s %s\"\nend\n".formatted(module, name, version)))));
        String info = "---\n" + add("gem " + name, version + " |checksum:" + sum + "\n");
        document("rubygems", "info/" + name, info);
        told.put("versions " + name, name + " " + versions(info) + " " + md5(info) + "\n");
        var all = new StringBuilder("created_at: 2020-01-02T00:00:00+00:00\n---\n");
        told.forEach((key, line) -> all.append(key.startsWith("versions ") ? line : ""));
        document("rubygems", "versions", all.toString());
    }

    /** A wheel whose function {@code of} gives the version, on a page of the HTML form with the files beside it; some pages tell no hash. */
    void wheel(String name, String version) throws IOException {
        String file = name + "-" + version + "-py3-none-any.whl";
        String module = "def of():\n    return \"%s %s\"\n".formatted(name, version);
        String sum = registry.file("pypi", "files/" + name + "/" + file, PackagesForApps.wheel(name, version, module));
        String hash = version.startsWith("0") ? "" : "#sha256=" + sum;
        String link = "<a href=\"../../files/%s/%s%s\">%s</a>\n".formatted(name, file, hash, file);
        document("pypi", "simple/" + name + "/", "<!DOCTYPE html><html><body>\n" + add("wheel " + name, link));
    }

    private static String versions(String info) {
        List<String> versions = info.lines()
                .filter(line -> line.contains("|"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        return String.join(",", versions);
    }

    private String add(String key, String more) {
        return told.merge(key, more, String::concat);
    }

    private void document(String kind, String path, String text) {
        registry.file(kind, path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
