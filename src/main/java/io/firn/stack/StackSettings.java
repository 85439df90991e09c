package io.firn.stack;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where the Nix code and the toolchains come from. */
@ConfigMapping(prefix = "firn.stack")
public interface StackSettings {
    /** Folder that holds {@code nix/} and {@code buildpacks/} of this distribution. */
    @WithDefault("${firn.nix-home:.}")
    Path distribution();

    /** Where the toolchains of new apps come from: {@code debian} or {@code nixpkgs}. */
    @WithDefault("${firn.package-set:debian}")
    String packageSet();

    /** How long a builder may take to show that a toolchain which an administrator adds can be made. */
    @WithDefault("15m")
    Duration trial();
}
