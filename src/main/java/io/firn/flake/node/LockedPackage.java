package io.firn.flake.node;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One package of a lock file, whoever wrote it.
 *
 * @param id unique in its lock file
 * @param name as its registry has it
 * @param archive where its bytes come from; null for a folder of the repository
 * @param folder its place in the repository; null for one of a registry
 * @param needs dependencies: the name under which they are asked for to the id of what they are
 * @param platform systems that it is for
 */
record LockedPackage(
        String id,
        String name,
        String version,
        @Nullable Archive archive,
        @Nullable String folder,
        SortedMap<String, String> needs,
        Platform platform) {

    /**
     * A file of a registry.
     *
     * @param registry neutral name
     * @param file path below it
     * @param hash SRI
     */
    record Archive(String registry, String file, String hash) {}

    /** For which systems a package is; every list is empty where it is for all. */
    record Platform(List<String> os, List<String> cpu, List<String> libc, boolean optional) {
        static final Platform ANY = new Platform(List.of(), List.of(), List.of(), false);
    }
}
