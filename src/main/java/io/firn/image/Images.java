package io.firn.image;

import io.firn.cache.Cache;
import io.firn.nix.HashingOutputStream;
import io.firn.nix.NarDigest;
import io.firn.nix.PathInfo;
import io.firn.nix.StorePath;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Makes OCI images of closures that the cache has. Only digests and lists are kept; a layer that was hashed once is not
 * hashed again, so a new release hashes what is new in it. Its methods use transactions of their own.
 */
@Singleton
public final class Images {
    private final Cache cache;
    private final ImageRows rows;

    Images(Cache cache, DataSource database) {
        this.cache = cache;
        this.rows = new ImageRows(database);
    }

    /** The image of an app's output, in a repository; making it again gives the same one. */
    public ImageReference of(UUID appId, String repo, StorePath root) {
        Optional<ImageReference> before = rows.made(repo, root.toString());
        if (before.isPresent()) {
            return before.get();
        }
        List<PathInfo> closure = cache.closure(root);
        ImageFile file = ImageFile.read(cache.file(root, ImageFile.NAME), root.toString());
        var layers = new ArrayList<Layer>();
        layers.add(layer(new LayerContent.Base(file.bash(), file.coreutils(), file.cacert())));
        LayerPlan.of(closure, root).forEach(content -> layers.add(layer(content)));
        Image image = Manifests.image(repo, root, file, layers);
        rows.keep(image, appId, root.toString());
        return image.reference();
    }

    /** Bytes of an image's layers that another image does not have: what an Engine with the other pulls for this one. */
    public long newBytes(ImageReference image, ImageReference other) {
        return rows.newBytes(image, other);
    }

    Optional<byte[]> manifest(String repo, String digest) {
        return rows.manifest(repo, digest);
    }

    Optional<ImageReference> newest(String repo) {
        return rows.newest(repo);
    }

    Optional<byte[]> config(String repo, String digest) {
        return rows.config(repo, digest);
    }

    /** The layers of an image, lowest first. */
    List<Layer> layers(ImageReference image) {
        return rows.layers(image);
    }

    Optional<Layer> layer(String repo, String digest) {
        return rows.layerOf(repo, digest);
    }

    /** Writes a layer's bytes, made now. */
    void write(Layer layer, OutputStream out) throws IOException {
        LayerWriter.write(layer.content(), cache::nar, out);
    }

    private Layer layer(LayerContent content) {
        return rows.layer(content).orElseGet(() -> {
            Layer made = hash(content);
            rows.keep(made);
            return made;
        });
    }

    private Layer hash(LayerContent content) {
        try (var out = new HashingOutputStream(OutputStream.nullOutputStream())) {
            LayerWriter.write(content, cache::nar, out);
            NarDigest digest = out.digest();
            return new Layer("sha256:" + digest.hash().hex(), digest.size(), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
