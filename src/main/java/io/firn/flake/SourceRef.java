package io.firn.flake;

import io.firn.nix.NarHash;
import io.firn.nix.StorePath;

/** Where a flake finds the app's source. The app's output path is the same either way. */
public sealed interface SourceRef {

    /** A path that was added to the builder's store by content, locked by its hash. */
    record Stored(StorePath path, NarHash hash) implements SourceRef {}

    /** The folder {@code src} beside flake.nix, for a flake that its owner takes away. */
    record Beside() implements SourceRef {}
}
