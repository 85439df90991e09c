package io.firn.source;

import io.firn.tree.TreeLimits;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** How much a push may bring, and where it is kept. */
@ConfigMapping(prefix = "firn.source")
public interface SourceSettings {
    /** Folder of the bare repositories. */
    @WithDefault("${firn.data-dir}/git")
    Path folder();

    /** Largest pack, as sent. */
    @WithDefault("1G")
    MemorySize maxPack();

    /** Largest file. */
    @WithDefault("100M")
    MemorySize maxFile();

    /** Largest sum of all objects of a push once decompressed; a history counts with every version of every file. */
    @WithDefault("32G")
    MemorySize maxUnpacked();

    /** Most objects in one push. */
    @WithDefault("5000000")
    long maxObjects();

    /** Most files and folders in the tree that is deployed. */
    @WithDefault("100000")
    int maxEntries();

    /** Largest sum of the files in the tree that is deployed. */
    @WithDefault("2G")
    MemorySize maxTree();

    /** The limits of a tree that is deployed. */
    default TreeLimits treeLimits() {
        return new TreeLimits(
                maxFile().asLongValue(),
                maxTree().asLongValue(),
                maxEntries(),
                TreeLimits.DEFAULT.depth(),
                TreeLimits.DEFAULT.pathBytes());
    }

    /** The limits of one push. */
    default PackLimits packLimits() {
        return new PackLimits(
                maxPack().asLongValue(), maxFile().asLongValue(), maxUnpacked().asLongValue(), maxObjects());
    }
}
