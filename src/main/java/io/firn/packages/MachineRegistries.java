package io.firn.packages;

import io.firn.exec.Command;
import io.firn.exec.Executor;
import io.firn.exec.Result;
import io.firn.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Asks this machine's own tools which registries it is set up for: apt, npm, pip, Maven, Go. No address stands in Firn itself.
 * Read anew each time: it is asked only for files that are not kept yet.
 */
public final class MachineRegistries {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern NPM_TOKEN = Pattern.compile("//([^\\s=]+?)/?:_authToken\\s*=\\s*(\\S+)");
    private static final Pattern MIRROR = Pattern.compile("(?s)<mirror>(.*?)</mirror>");
    private static final Pattern MIRROR_OF = Pattern.compile("<mirrorOf>\\s*(\\*|central|external:\\*)\\s*</mirrorOf>");
    private static final Pattern URL = Pattern.compile("<url>\\s*(\\S+?)\\s*</url>");

    private final Executor here;
    private final Path etcApt;
    private final Path home;

    /**
     * Where a registry is.
     *
     * @param address base address
     * @param authorization value of the Authorization header, where the machine's user has a key
     */
    public record Place(URI address, Optional<String> authorization) {
        static Place of(String address) {
            return new Place(URI.create(address.strip()), Optional.empty());
        }

        @Override
        public String toString() {
            return String.valueOf(address.getHost()); // never the key
        }
    }

    /** Of a machine whose apt is set up in that folder, for a user with that home. */
    public MachineRegistries(Executor here, Path etcApt, Path home) {
        this.here = here;
        this.etcApt = etcApt;
        this.home = home;
    }

    /** The base addresses of a registry, best first; empty where the machine knows none. */
    public List<Place> of(String registry) {
        return switch (registry) {
            case "debian" ->
                AptSources.in(etcApt).stream()
                        .map(source -> new Place(source.base(), Optional.empty()))
                        .distinct()
                        .toList();
            case "npm" -> npm();
            case "pypi" -> pip();
            case "maven" -> maven();
            case "goproxy" ->
                ask(Command.of("go", "env", "GOPROXY"))
                        .map(address -> address.split("[,|]", 2)[0])
                        .map(Place::of)
                        .stream()
                        .toList();
            case "rubygems" ->
                ask(Command.of("gem", "sources")).map(Place::of).stream().toList();
            default -> List.of();
        };
    }

    private List<Place> npm() {
        Optional<String> registry = ask(Command.of("npm", "config", "get", "registry"));
        return registry.map(address -> new Place(Place.of(address).address(), npmToken(address))).stream()
                .toList();
    }

    private Optional<String> npmToken(String address) {
        String wanted = address.replaceFirst("^https?://", "").replaceFirst("/$", "");
        Matcher line = NPM_TOKEN.matcher(read(home.resolve(".npmrc")));
        while (line.find()) {
            if (line.group(1).equals(wanted)) {
                return Optional.of("Bearer " + line.group(2));
            }
        }
        return Optional.empty();
    }

    /** Files of the index lie beside {@code simple/}, as the index's own pages name them. */
    private List<Place> pip() {
        return ask(Command.of("python3", "-m", "pip", "config", "get", "global.index-url"))
                .map(address -> address.replaceFirst("/simple/?$", "/"))
                .map(Place::of)
                .stream()
                .toList();
    }

    private List<Place> maven() {
        String settings = read(home.resolve(".m2/settings.xml"));
        Matcher mirror = MIRROR.matcher(settings);
        while (mirror.find()) {
            Matcher url = URL.matcher(mirror.group(1));
            if (MIRROR_OF.matcher(mirror.group(1)).find() && url.find()) {
                return List.of(Place.of(url.group(1)));
            }
        }
        return mavenDefault().map(Place::of).stream().toList();
    }

    /** The address that the installed Maven itself takes where nobody says another. */
    private Optional<String> mavenDefault() {
        Optional<String> version = ask(Command.of("mvn", "--version"), "Maven home: (\\S+)");
        if (version.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> jars = Files.list(Path.of(version.get()).resolve("lib"))) {
            for (Path jar : jars.filter(file -> file.getFileName().toString().startsWith("maven-model-builder"))
                    .toList()) {
                Matcher url = URL.matcher(entry(jar, "org/apache/maven/model/pom-4.0.0.xml"));
                if (url.find()) {
                    return Optional.of(url.group(1));
                }
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static String entry(Path jar, String name) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                return "";
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private Optional<String> ask(Command command) {
        return ask(command, "(https?://\\S+)");
    }

    private Optional<String> ask(Command command, String pattern) {
        try {
            Result result = here.run(command.within(LIMIT));
            Matcher found = Pattern.compile(pattern).matcher(result.text());
            return result.ok() && found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (Fault noSuchTool) {
            return Optional.empty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
