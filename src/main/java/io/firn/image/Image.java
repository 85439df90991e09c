package io.firn.image;

import java.util.List;

/**
 * A made image.
 *
 * @param reference repository and digest of the manifest
 * @param manifest bytes of the manifest
 * @param configDigest digest of the config
 * @param config bytes of the config
 * @param layers lowest first
 */
record Image(ImageReference reference, byte[] manifest, String configDigest, byte[] config, List<Layer> layers) {
    Image {
        layers = List.copyOf(layers);
    }
}
