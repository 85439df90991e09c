package io.firn.mirror;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where source files come from and where they are kept. */
@ConfigMapping(prefix = "firn.sources")
public interface MirrorSettings {
    /** Folder of the kept files. Installations of one machine may share it. */
    @WithDefault("${firn.data-dir}/sources")
    Path folder();

    /** Larger files are refused. */
    @WithDefault("2147483648")
    long maxFile();

    /** Time for one file. */
    @WithDefault("10m")
    Duration timeout();

    /** Never fetches: serves only what is kept. */
    @WithDefault("false")
    boolean offline();

    /**
     * File with the keys of private registries, in the form of netrc: {@code machine HOST login NAME password KEY}; the login
     * {@code bearer} sends the key as a token. Only this service reads it.
     */
    Optional<Path> credentials();

    /**
     * Registries in the service's own network that apps' owners may name with keys of their own, as {@code HOST:PORT} each; public
     * ones need not be named here.
     */
    Optional<List<String>> innerRegistries();

    /** Folder of the distribution, with {@code nix} and {@code buildpacks}; its locks are registered at start. */
    @WithDefault("${firn.nix-home:.}")
    Optional<Path> distribution();

    /**
     * The operator's own base addresses by registry, several separated by commas (the first that has a file gives it); they win
     * over what the machine is set up for.
     */
    @ConfigMapping(prefix = "firn.mirror")
    interface Bases {
        /** Registry to base address. */
        @WithParentName
        Map<String, String> bases();
    }
}
