package io.firn.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.nix.StorePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Writes config and manifest of an image. Equal input gives equal bytes. Source: OCI image specification 1.0. */
final class Manifests {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final String EPOCH = "1970-01-01T00:00:01Z";
    private static final String USER = "10001:10001";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifests() {}

    static Image image(String repo, StorePath root, ImageFile file, List<Layer> layers) {
        byte[] config = bytes(config(repo, root, file, layers));
        byte[] manifest = bytes(manifest(config, layers));
        return new Image(new ImageReference(repo, digest(manifest)), manifest, digest(config), config, layers);
    }

    private static ObjectNode config(String repo, StorePath root, ImageFile file, List<Layer> layers) {
        ObjectNode image = JSON.createObjectNode();
        image.put("architecture", "amd64");
        image.put("os", "linux");
        image.put("created", EPOCH);
        ObjectNode config = image.putObject("config");
        config.put("User", USER);
        config.put("WorkingDir", root + "/app");
        config.putArray("Entrypoint").add(root + "/bin/web");
        config.putArray("Env")
                .add("HOME=/tmp")
                .add("PATH=" + root + "/bin:" + file.coreutils() + "/bin:" + file.bash() + "/bin");
        config.putObject("ExposedPorts").putObject(file.port() + "/tcp");
        config.putObject("Labels").put("io.firn.app", repo);
        ObjectNode rootfs = image.putObject("rootfs");
        rootfs.put("type", "layers");
        var diffIds = rootfs.putArray("diff_ids");
        layers.forEach(layer -> diffIds.add(layer.digest()));
        return image;
    }

    private static ObjectNode manifest(byte[] config, List<Layer> layers) {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MANIFEST);
        describe(manifest.putObject("config"), CONFIG, digest(config), config.length);
        var list = manifest.putArray("layers");
        layers.forEach(layer -> describe(list.addObject(), LAYER, layer.digest(), layer.size()));
        return manifest;
    }

    private static void describe(ObjectNode node, String type, String digest, long size) {
        node.put("mediaType", type).put("digest", digest).put("size", size);
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
