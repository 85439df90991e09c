package io.firn.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.fault.Fault;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Hashes of files whose lock file has none: asked of the registry once, kept in the database, the same ever after, whatever the
 * registry says later. Its methods use transactions of their own.
 */
@Singleton
public final class Discoveries {
    private static final Logger LOG = Logger.getLogger(Discoveries.class);
    private static final int ANSWER = 8 << 20;
    private static final int AT_ONCE = 8;
    /** Registries that tell no hash of a file: it is fetched once to take its own. */
    private static final Set<String> WHOLE_FILES = Set.of("goproxy", "packagist", "github", "gitlab");

    private final PinTable pins;
    private final Registries registries;
    private final Download download;
    private final Sources sources;

    Discoveries(PinTable pins, Registries registries, MirrorSettings settings, Sources sources) {
        this.sources = sources;
        this.pins = pins;
        this.registries = registries;
        this.download = new Download(settings.timeout());
    }

    /**
     * A file of a registry that has a name and an exact version.
     *
     * @param file its path below the registry's base address
     */
    public record Named(String registry, String name, String version, String file) {}

    /** The SRI hash of each, as far as it is known or the registry tells it. */
    public Map<Named, String> hashes(Collection<Named> wanted) {
        Map<Named, String> known = pins.known(wanted);
        List<Named> unknown =
                wanted.stream().filter(one -> !known.containsKey(one)).toList();
        if (!unknown.isEmpty()) {
            pins.keep(ask(unknown, this::one));
            known.putAll(pins.known(unknown)); // of two that ask at once, the first one's answer holds for both
            LOG.infof("Looked up %d hashes that a lock file lacks", unknown.size());
        }
        return known;
    }

    /** Whether the installation knows where a registry is. */
    boolean knows(String registry) {
        return !registries.orNone(registry).isEmpty();
    }

    /**
     * A file as an index lists it.
     *
     * @param file path below the registry's base address
     * @param hash {@code sha256:<hex>}
     */
    public record Listed(String file, String hash) {}

    /** The files that a registry lists of a package: Python's index, in its JSON form (PEP 691). Empty where it does not answer. */
    public List<Listed> listing(String registry, String name) {
        for (Base base : lists(registry, name) ? registries.of(registry) : List.<Base>of()) {
            List<Listed> files = listing(base, registry, name);
            if (!files.isEmpty()) {
                return files;
            }
        }
        return List.of();
    }

    private static boolean lists(String registry, String name) {
        return registry.equals("pypi") && name.matches("[a-z0-9][a-z0-9-]{0,200}");
    }

    /** The files that the index at an address lists. */
    List<Listed> listing(Base base, String registry, String name) {
        if (!lists(registry, name)) {
            return List.of();
        }
        try {
            Optional<InputStream> body =
                    download.open(base, "simple/" + name + "/", "application/vnd.pypi.simple.v1+json");
            if (body.isPresent()) {
                try (InputStream in = body.get()) {
                    return listed(new ObjectMapper().readTree(in.readNBytes(ANSWER)));
                }
            }
        } catch (IOException | Fault unknown) {
            LOG.infof("The registry %s did not list the files of %s: %s", registry, name, unknown.getMessage());
        }
        return List.of();
    }

    static List<Listed> listed(JsonNode page) {
        var files = new ArrayList<Listed>();
        page.path("files").forEach(file -> {
            String address = file.path("url").asText("");
            int folder = address.indexOf("/packages/");
            String hash = file.path("hashes").path("sha256").asText("");
            if (folder >= 0 && hash.matches("[0-9a-f]{64}")) {
                files.add(new Listed(address.substring(folder + 1).replaceFirst("[?#].*", ""), "sha256:" + hash));
            }
        });
        return files;
    }

    /** The answers to many questions, some at a time. */
    static Map<Named, String> ask(Collection<Named> unknown, Function<Named, Optional<String>> one) {
        var answers = new HashMap<Named, String>();
        var gate = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new HashMap<Named, Future<Optional<String>>>();
            for (Named file : unknown) {
                asked.put(file, threads.submit(() -> {
                    gate.acquire();
                    try {
                        return one.apply(file);
                    } finally {
                        gate.release();
                    }
                }));
            }
            for (Map.Entry<Named, Future<Optional<String>>> file : asked.entrySet()) {
                file.getValue().get().ifPresent(hash -> answers.put(file.getKey(), hash));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fault fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        }
        return answers;
    }

    private Optional<String> one(Named file) {
        if (WHOLE_FILES.contains(file.registry())) {
            return sources.discover(file.registry(), file.file()).map(Discoveries::sri);
        }
        for (Base base : registries.of(file.registry())) {
            try {
                Optional<String> hash = told(base, file);
                if (hash.isPresent()) {
                    return hash;
                }
            } catch (IOException e) {
                LOG.infof(
                        "The registry %s did not tell the hash of %s: %s",
                        file.registry(), file.file(), e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** The hash of a file by the registry at an address; empty where it does not have it. */
    Optional<String> hash(Base base, Named file) throws IOException {
        return WHOLE_FILES.contains(file.registry())
                ? sources.discover(base, file.registry(), file.file()).map(Discoveries::sri)
                : told(base, file);
    }

    private static String sri(SourceFile found) {
        return "sha256-" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(found.hex()));
    }

    private Optional<String> told(Base base, Named file) throws IOException {
        String page =
                switch (file.registry()) {
                    case "npm" -> file.name() + "/" + file.version();
                    case "rubygems" -> "info/" + file.name();
                    default -> "";
                };
        Optional<InputStream> body = page.isEmpty() ? Optional.empty() : download.open(base, page);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = body.get()) {
            byte[] answer = in.readNBytes(ANSWER);
            return file.registry().equals("npm")
                    ? npmHash(new ObjectMapper().readTree(answer))
                    : gemHash(new String(answer, StandardCharsets.UTF_8), file.version());
        }
    }

    /** npm's description of one version; old ones have nothing but a SHA-1. */
    static Optional<String> npmHash(JsonNode version) {
        String integrity = version.path("dist").path("integrity").asText("");
        for (String one : integrity.strip().split("\\s+", 10)) {
            if (one.startsWith("sha512-")) {
                return Optional.of(one);
            }
        }
        String sum = version.path("dist").path("shasum").asText("");
        return sum.matches("[0-9a-f]{40}")
                ? Optional.of("sha1-"
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sum)))
                : Optional.empty();
    }

    /** A gem's lines of the compact index: {@code 1.0-platform name:range&range|checksum:<sha256>,ruby:range}. */
    static Optional<String> gemHash(String lines, String version) {
        return lines.lines()
                .filter(line -> line.startsWith(version + " "))
                .flatMap(line -> Stream.of(line.substring(line.indexOf('|') + 1).split(",", 20)))
                .filter(field -> field.matches("checksum:[0-9a-f]{64}"))
                .map(field -> "sha256-"
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(field.substring(9))))
                .findFirst();
    }
}
