package io.firn.cli;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where this machine gets packages from, by its own settings; no address of a registry stands in Firn. */
final class MachineMirrors {
    private final Path etc;
    private final Executor here;

    MachineMirrors(Path etc, Executor here) {
        this.etc = etc;
        this.here = here;
    }

    /** Registry name to base address, for those that the machine is set up for. */
    SortedMap<String, String> find() {
        var mirrors = new TreeMap<String, String>();
        npm().ifPresent(base -> mirrors.put("npm", base));
        debian().ifPresent(base -> mirrors.put("debian", base));
        return mirrors;
    }

    private Optional<String> npm() {
        try {
            Result result =
                    here.run(Command.of("npm", "config", "get", "registry").within(Duration.ofSeconds(20)));
            return result.ok() ? address(result.text()) : Optional.empty();
        } catch (Fault noNpm) {
            return Optional.empty();
        }
    }

    /** The first Debian archive of apt's sources that has the component main and is no security archive. */
    private Optional<String> debian() {
        for (Path file : sources()) {
            String text = read(file);
            Optional<String> found = file.toString().endsWith(".sources") ? stanzas(text) : lines(text);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private List<Path> sources() {
        var files = new ArrayList<Path>();
        files.add(etc.resolve("apt/sources.list"));
        Path folder = etc.resolve("apt/sources.list.d");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> list = Files.list(folder)) {
                list.filter(file -> file.toString().endsWith(".list")
                                || file.toString().endsWith(".sources"))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                return files;
            }
        }
        return files;
    }

    private static Optional<String> stanzas(String text) {
        for (String stanza : text.split("\\n\\s*\\n", -1)) {
            String uris = field(stanza, "URIs");
            if (field(stanza, "Types").matches(".*\\bdeb\\b.*")
                    && !field(stanza, "Enabled").equalsIgnoreCase("no")
                    && isDebian(field(stanza, "Suites"), field(stanza, "Components"))) {
                return address(uris.split("\\s+", 2)[0]);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> lines(String text) {
        for (String line : text.lines().toList()) {
            String[] parts = line.strip().replaceFirst("\\[[^\\]]*\\]\\s*", "").split("\\s+", 4);
            if (parts.length == 4 && parts[0].equals("deb") && isDebian(parts[2], parts[3])) {
                return address(parts[1]);
            }
        }
        return Optional.empty();
    }

    private static boolean isDebian(String suites, String components) {
        boolean archive = Stream.of(suites.split("\\s+", -1))
                .anyMatch(suite -> suite.matches("bookworm|trixie|sid|stable|testing"));
        return archive && Stream.of(components.split("\\s+", -1)).anyMatch("main"::equals);
    }

    private static String field(String stanza, String name) {
        return stanza.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** An address without what comes after its path; one with a password in it is left out. */
    private static Optional<String> address(String text) {
        String plain = text.strip().replaceFirst("/+$", "");
        return plain.matches("https?://[^\\s@?#]+") ? Optional.of(plain) : Optional.empty();
    }

    private static String read(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
