package io.firn.image;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.firn.nix.StorePath;
import java.util.List;

/** What a layer is made from: enough to make its bytes again. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LayerContent.Base.class, name = "base"),
    @JsonSubTypes.Type(value = LayerContent.Paths.class, name = "paths")
})
sealed interface LayerContent {

    /**
     * The few places outside the store that programs expect.
     *
     * @param bash package with bin/bash
     * @param coreutils package with bin/env
     * @param cacert file with certificates
     */
    record Base(String bash, String coreutils, String cacert) implements LayerContent {}

    /**
     * Store paths, sorted.
     *
     * @param paths absolute paths
     */
    record Paths(List<String> paths) implements LayerContent {
        public Paths {
            paths = List.copyOf(paths);
        }

        static Paths of(List<StorePath> paths) {
            return new Paths(paths.stream().sorted().map(StorePath::toString).toList());
        }
    }
}
