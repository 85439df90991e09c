package io.firn.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into the archive of Firn's own Nix, from packages made here. */
class NixBundleTest {
    private static final String LIB = "./usr/lib/x86_64-linux-gnu/";
    private static final Map<String, String> LIBC = Map.of(
            LIB + "ld-linux-x86-64.so.2",
            "loader",
            LIB + "libc.so.6",
            "libc",
            LIB + "gconv/UTF-7.so",
            "not needed",
            "./usr/bin/ldd",
            "not needed",
            "./usr/share/doc/libc6/copyright",
            "free");
    private static final Map<String, String> NIX = Map.of(
            "./usr/bin/nix",
            "nix",
            "./usr/bin/nix-store",
            "-> nix",
            "./usr/bin/nix-outside",
            "-> /etc/passwd",
            LIB + "libnix.so",
            "-> libnix.so.2",
            LIB + "libnix.so.2",
            "libnix");
    private static final Map<String, String> SHELL = Map.of("./usr/bin/bash-static", "shell");

    @TempDir
    private Path folder;

    @Test
    void samePackagesGiveTheSameArchive() throws IOException {
        byte[] one = archive(LIBC, NIX, SHELL);
        assertThat(archive(LIBC, NIX, SHELL)).isEqualTo(one);
        Map<String, TarArchiveEntry> entries = entries(one);
        String path = "nix/store/" + entries.keySet().iterator().next().split("/", -1)[2];
        assertThat(path).endsWith("-firn-nix-1.2.3");
        assertThat(entries.keySet())
                .containsExactly(
                        path + "/",
                        path + "/bin/",
                        path + "/bin/nix",
                        path + "/bin/nix-store",
                        path + "/lib/",
                        path + "/lib/ld-linux-x86-64.so.2",
                        path + "/lib/libc.so.6",
                        path + "/lib/libnix.so",
                        path + "/lib/libnix.so.2",
                        path + "/libexec/",
                        path + "/libexec/nix",
                        path + "/libexec/sh",
                        path + "/share/",
                        path + "/share/doc/",
                        path + "/share/doc/libc6/",
                        path + "/share/doc/libc6/copyright",
                        "nix-support/program",
                        "nix-support/registration");
        assertThat(entries.values())
                .allSatisfy(entry -> assertThat(entry.getLastModifiedTime().toMillis())
                        .as(entry.getName())
                        .isEqualTo(1000));
        assertThat(mode(entries, path + "/bin/nix")).isEqualTo(0555);
        assertThat(mode(entries, path + "/lib/libc.so.6")).isEqualTo(0444);
        assertThat(text(one, "nix-support/program")).isEqualTo("/" + path + "\n");
        assertThat(text(one, "nix-support/registration")).matches("/" + path + "\n[0-9a-f]{64}\n[1-9][0-9]*\n\n0\n");
    }

    @Test
    void whatLacksAPartIsRefused() {
        assertThatThrownBy(() -> archive(LIBC, NIX)).hasMessageContaining("no package held its libexec/sh");
    }

    @Test
    void thePinBelongsToTheLock() {
        NixBundle own = NixBundle.own();
        assertThat(own.pin().sha256()).matches("[0-9a-f]{64}");
        assertThat(own.lock().packages().get("nix-bin"))
                .satisfies(nix -> assertThat(nix.version()).startsWith(own.pin().version() + "+"));
        assertThat(own.starter()).startsWith("#!/bin/sh\n");
    }

    @SafeVarargs
    private byte[] archive(Map<String, String>... packages) throws IOException {
        var debs = new LinkedHashMap<String, Path>();
        var locked = new TreeMap<String, PackageLock.Entry>();
        for (Map<String, String> contents : packages) {
            String name = "p" + debs.size();
            debs.put(name, deb(contents));
            locked.put(name, new PackageLock.Entry("1", name, "0", 0, List.of()));
        }
        var bundle = new NixBundle(
                new NixBundle.Pin(1, "x86_64-linux", "1.2.3", "test", "0"),
                new PackageLock(1, "test", "amd64", locked),
                "#!/bin/sh\n");
        var out = new ByteArrayOutputStream();
        bundle.write(entry -> debs.getOrDefault(entry.file(), folder), Files.createTempDirectory(folder, "work"), out);
        return out.toByteArray();
    }

    private Path deb(Map<String, String> contents) throws IOException {
        var data = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new XZCompressorOutputStream(data))) {
            for (Map.Entry<String, String> file : new TreeMap<>(contents).entrySet()) {
                if (file.getValue().startsWith("-> ")) {
                    var link = new TarArchiveEntry(file.getKey(), TarConstants.LF_SYMLINK);
                    link.setLinkName(file.getValue().substring(3));
                    tar.putArchiveEntry(link);
                } else {
                    var entry = new TarArchiveEntry(file.getKey());
                    entry.setSize(file.getValue().length());
                    tar.putArchiveEntry(entry);
                    tar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                }
                tar.closeArchiveEntry();
            }
        }
        Path deb = Files.createTempFile(folder, "package", ".deb");
        try (var ar = new ArArchiveOutputStream(Files.newOutputStream(deb))) {
            ar.putArchiveEntry(new ArArchiveEntry("data.tar.xz", data.size()));
            ar.write(data.toByteArray());
            ar.closeArchiveEntry();
        }
        return deb;
    }

    private static Map<String, TarArchiveEntry> entries(byte[] archive) throws IOException {
        var entries = new LinkedHashMap<String, TarArchiveEntry>();
        var tar = new TarArchiveInputStream(new ByteArrayInputStream(archive));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            entries.put(entry.getName(), entry);
        }
        return entries;
    }

    private static int mode(Map<String, TarArchiveEntry> entries, String name) {
        return Objects.requireNonNull(entries.get(name)).getMode() & 0777;
    }

    private static String text(byte[] archive, String name) throws IOException {
        var tar = new TarArchiveInputStream(new ByteArrayInputStream(archive));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.getName().equals(name)) {
                return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return "";
    }
}
