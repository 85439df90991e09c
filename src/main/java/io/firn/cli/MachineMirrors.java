package io.firn.cli;

import io.firn.exec.Executor;
import io.firn.packages.AptSources;
import io.firn.packages.MachineRegistries;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where this machine gets packages from, by its own settings; no address of a registry stands in Firn. */
final class MachineMirrors {
    private static final Set<String> RELEASES = Set.of("bookworm", "trixie", "stable", "testing", "sid");

    private static final List<String> ASKED = List.of("npm", "maven", "pypi", "goproxy", "rubygems");

    private final Path etcApt;
    private final MachineRegistries machine;

    MachineMirrors(Path etcApt, Executor here) {
        this.etcApt = etcApt;
        this.machine = new MachineRegistries(here, etcApt, Path.of(System.getProperty("user.home")));
    }

    /** Registry name to base address, for those that the machine is set up for. */
    SortedMap<String, String> find() {
        var mirrors = new TreeMap<String, String>();
        for (String registry : ASKED) {
            machine.of(registry).stream()
                    .findFirst()
                    .flatMap(place -> address(place.address().toString()))
                    .ifPresent(base -> mirrors.put(registry, base));
        }
        debian().ifPresent(base -> mirrors.put("debian", base));
        return mirrors;
    }

    /** The archive whose pool has Debian's releases; those of security updates and of others have their own. */
    private Optional<String> debian() {
        return AptSources.in(etcApt).stream()
                .filter(source -> source.components().contains("main")
                        && source.suites().stream().anyMatch(RELEASES::contains))
                .findFirst()
                .flatMap(source -> address(source.base().toString()));
    }

    /** An address without its last slash; one with a password in it is left out. */
    private static Optional<String> address(String text) {
        String plain = text.strip().replaceFirst("/+$", "");
        return plain.matches("https?://[^\\s@?#]+") ? Optional.of(plain) : Optional.empty();
    }
}
