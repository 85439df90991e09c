package io.firn.farm;

import io.firn.nix.NarSource;
import io.firn.nix.PathInfo;

/** A store path that a build needs on its builder; the NAR is written only where the builder lacks it. */
public record Upload(PathInfo info, NarSource nar) {}
