package io.firn.cache;

import io.firn.nix.PathInfo;
import java.io.IOException;
import java.io.InputStream;

/** Somewhere a path's NAR can be had again when the cache's own bytes are broken: a builder, another cache. */
public interface NarOrigin {
    /** Takes the bytes of a NAR. They are not believed; they are checked. */
    @FunctionalInterface
    interface Taker {
        void take(InputStream nar) throws IOException;
    }

    /** What it is called in reports. */
    String name();

    /** Sends the path's NAR, where it is to be had here; false where it is not. May try several machines. */
    boolean send(PathInfo info, Taker taker);
}
