package io.firn.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firn.nix.ContentAddress.Algorithm;
import io.firn.packages.PackageLock;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Registers what the distribution's own locks name: packages of the package sets, toolchains of the buildpacks. */
@Singleton
final class MirrorStart {
    private static final Logger LOG = Logger.getLogger(MirrorStart.class);

    private final SourceRegistry registry;
    private final MirrorSettings settings;

    MirrorStart(SourceRegistry registry, MirrorSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    void onStart(@Observes StartupEvent event) throws IOException {
        if (settings.distribution().isEmpty()) {
            return;
        }
        var files = new ArrayList<SourceFile>();
        Path distribution = settings.distribution().get();
        Path sets = distribution.resolve("nix/sets/debian");
        if (Files.isDirectory(sets)) {
            try (Stream<Path> locks = Files.list(sets)) {
                for (Path lock : locks.filter(file -> file.toString().endsWith(".lock.json"))
                        .toList()) {
                    files.addAll(packages(Files.readString(lock)));
                }
            }
        }
        Path versions = distribution.resolve("buildpacks/versions.json");
        if (Files.isRegularFile(versions)) {
            toolchains(new ObjectMapper().readTree(Files.readString(versions)), files);
        }
        registry.register(files);
        LOG.infof("The mirror answers for %d files of the distribution in '%s'", files.size(), distribution);
    }

    static List<SourceFile> packages(String lock) {
        return PackageLock.parse(lock).packages().values().stream()
                .map(entry -> new SourceFile(Algorithm.SHA256, entry.sha256(), "debian", entry.file()))
                .toList();
    }

    /** Wherever a version is a file with a hash, it is one of the npm registry. */
    static void toolchains(JsonNode node, List<SourceFile> files) {
        if (node.hasNonNull("file") && node.hasNonNull("hash")) {
            String registry = node.path("registry").asText("npm");
            files.add(SourceFile.ofSri(
                    registry, node.get("file").asText(), node.get("hash").asText()));
        }
        node.forEach(child -> toolchains(child, files));
    }
}
