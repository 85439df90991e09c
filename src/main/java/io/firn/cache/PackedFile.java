package io.firn.cache;

import io.firn.nix.NarDigest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A packed NAR as it is sent.
 *
 * @param blob its key in the store
 * @param place the file with exactly its bytes, where the store has one
 * @param digest its hash and size
 */
record PackedFile(String blob, Optional<Path> place, NarDigest digest) {
    String tag() {
        return "\"" + digest.hash().hex() + "\"";
    }
}
