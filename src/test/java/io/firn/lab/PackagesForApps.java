package io.firn.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packages of Python, Ruby and Java as their own tools would write them: small, and the same bytes each time. */
final class PackagesForApps {
    private PackagesForApps() {}

    /** A wheel for every platform, with one module (PEP 427). */
    static byte[] wheel(String name, String version, String module) throws IOException {
        String info = name + "-" + version + ".dist-info/";
        return zip(
                new TreeMap<>(Map.of(
                        name + "/__init__.py",
                        module,
                        info + "METADATA",
                        metadata(name, version),
                        info + "WHEEL",
                        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                        info + "RECORD",
                        "")),
                "");
    }

    /** A jar with the one class {@code acme.<name>}, whose {@code of} says "dear" to whom it is given. */
    static byte[] library(Path folder, String name) throws IOException {
        Path work = Files.createDirectories(folder.resolve("library-" + name));
        Path source = Files.writeString(
                work.resolve(name + ".java"),
                """
                package acme;

                public class %s {
                    public static String of(String name) {
                        return "dear " + name;
                    }
                }
                """
                        .formatted(name));
        Path classes = work.resolve("classes");
        tool("javac", "--release", "17", "-d", classes.toString(), source.toString());
        Path jar = work.resolve("library.jar");
        tool("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), "acme");
        return Files.readAllBytes(jar);
    }

    private static void tool(String name, String... arguments) {
        if (ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments) != 0) {
            throw new AssertionError(name + " failed");
        }
    }

    /** A source archive with one module, built by setuptools (PEP 517, PEP 621). */
    static byte[] sourceArchive(String name, String version, String module) throws IOException {
        String folder = name + "-" + version + "/";
        return gzip(tar(new TreeMap<>(Map.of(
                folder + "PKG-INFO",
                bytes(metadata(name, version)),
                folder + "pyproject.toml",
                bytes(
                        """
                        [build-system]
                        requires = ["setuptools"]
                        build-backend = "setuptools.build_meta"

                        [project]
                        name = "%s"
                        version = "%s"

                        [tool.setuptools]
                        packages = ["%s"]
                        """
                                .formatted(name, version, name)),
                folder + name + "/__init__.py",
                bytes(module)))));
    }

    /** A gem; one with a file {@code ext/<name>/extconf.rb} is compiled where it is installed. */
    static byte[] gem(String name, String version, SortedMap<String, String> content) throws IOException {
        String extension = "ext/" + name + "/extconf.rb";
        String metadata =
                """
                --- !ruby/object:Gem::Specification
                name: %s
                version: !ruby/object:Gem::Version
                  version: %s
                platform: ruby
                authors:
                - Example
                bindir: bin
                cert_chain: []
                date: 2020-01-02 00:00:00.000000000 Z
                dependencies: []
                executables: []
                extensions: [%s]
                extra_rdoc_files: []
                files:
                - %s
                licenses: []
                metadata: {}
                rdoc_options: []
                require_paths:
                - lib
                required_ruby_version: !ruby/object:Gem::Requirement
                  requirements:
                  - - ">="
                    - !ruby/object:Gem::Version
                      version: '0'
                required_rubygems_version: !ruby/object:Gem::Requirement
                  requirements:
                  - - ">="
                    - !ruby/object:Gem::Version
                      version: '0'
                requirements: []
                rubygems_version: 3.3.15
                specification_version: 4
                summary: a gem of a test
                test_files: []
                """
                        .formatted(
                                name,
                                version,
                                content.containsKey(extension) ? extension : "",
                                String.join("\n- ", content.keySet()));
        var data = new TreeMap<String, byte[]>();
        content.forEach((path, text) -> data.put(path, bytes(text)));
        return tar(new TreeMap<>(Map.of("metadata.gz", gzip(bytes(metadata)), "data.tar.gz", gzip(tar(data)))));
    }

    static byte[] zip(SortedMap<String, String> content, String prefix) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : content.entrySet()) {
                zip.putNextEntry(new ZipEntry(prefix + file.getKey()));
                zip.write(bytes(file.getValue()));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] tar(SortedMap<String, byte[]> content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : content.entrySet()) {
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(0L);
                entry.setMode(0644);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    private static String metadata(String name, String version) {
        return "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
