package io.firn.packages;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The folder that becomes Firn's own Nix: of each package its libraries ({@code lib}) and its licence ({@code share/doc}), of
 * Nix's the program ({@code libexec/nix}) and its names ({@code bin}), and the shell of Nix's sandbox ({@code libexec/sh}).
 */
final class NixContents {
    private static final Pattern LIBRARY = Pattern.compile("(usr/)?lib/x86_64-linux-gnu/([^/]+\\.so[0-9.]*)");
    private static final Pattern LICENCE = Pattern.compile("usr/share/(doc/[^/]+/copyright)");
    private static final Pattern PROGRAM = Pattern.compile("usr/bin/(nix[a-z-]*)");
    private static final String SHELL = "usr/bin/bash-static";
    private static final String LOADER = "ld-linux-x86-64.so.2";
    private static final long UNPACKED_LIMIT = 512L << 20;

    private final Path folder;
    private long unpacked;

    NixContents(Path folder) {
        this.folder = folder;
    }

    /** Takes what is needed out of a package. */
    void add(Path deb) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(deb))) {
            var ar = new ArArchiveInputStream(in);
            for (ArArchiveEntry part = ar.getNextEntry(); part != null; part = ar.getNextEntry()) {
                if (part.getName().equals("data.tar.xz")) {
                    data(new TarArchiveInputStream(new XZCompressorInputStream(ar)));
                    return;
                }
            }
        }
        throw corrupt("'" + deb.getFileName() + "' is no package with a data.tar.xz");
    }

    /** Adds the script under all of Nix's names, and sees that everything it starts is there. */
    void finish(String starter) throws IOException {
        Path nix = folder.resolve("bin/nix");
        Files.createDirectories(nix.getParent());
        Files.writeString(nix, starter, StandardCharsets.UTF_8);
        executable(nix);
        for (String needed : new String[] {"bin/nix-store", "libexec/nix", "libexec/sh", "lib/" + LOADER}) {
            if (!Files.exists(folder.resolve(needed))) {
                throw corrupt("no package held its " + needed);
            }
        }
    }

    private void data(TarArchiveInputStream tar) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String name = entry.getName().replaceFirst("^\\./", "");
            var library = LIBRARY.matcher(name);
            var licence = LICENCE.matcher(name);
            var program = PROGRAM.matcher(name);
            if (library.matches()) {
                Path place = folder.resolve("lib").resolve(library.group(2));
                if (entry.isSymbolicLink()) {
                    link(place, entry.getLinkName());
                } else if (entry.isFile()) {
                    file(tar, entry, place, library.group(2).equals(LOADER));
                }
            } else if (licence.matches() && entry.isFile()) {
                file(tar, entry, folder.resolve("share").resolve(licence.group(1)), false);
            } else if (name.equals(SHELL)) {
                file(tar, entry, folder.resolve("libexec/sh"), true);
            } else if (program.matches() && entry.isSymbolicLink()) {
                link(folder.resolve("bin").resolve(program.group(1)), entry.getLinkName());
            } else if (name.equals("usr/bin/nix")) {
                file(tar, entry, folder.resolve("libexec/nix"), true);
            }
        }
    }

    /** Only links to a neighbour: they mean the same here. */
    private static void link(Path place, String target) throws IOException {
        if (!target.contains("/")) {
            Files.createDirectories(place.getParent());
            Files.createSymbolicLink(place, Path.of(target));
        }
    }

    private void file(InputStream in, TarArchiveEntry entry, Path place, boolean executable) throws IOException {
        unpacked += entry.getSize();
        if (unpacked > UNPACKED_LIMIT) {
            throw corrupt("its packages hold more than " + (UNPACKED_LIMIT >> 20) + " MiB");
        }
        Files.createDirectories(place.getParent());
        Files.copy(in, place);
        if (executable) {
            executable(place);
        }
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Fault corrupt(String why) {
        return Fault.of(
                FaultCode.CORRUPT,
                "Could not make Firn's own Nix: " + why + ".",
                "Use a distribution whose runtime/nix belongs together.");
    }
}
