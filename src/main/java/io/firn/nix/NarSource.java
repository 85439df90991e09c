package io.firn.nix;

import java.io.IOException;
import java.io.OutputStream;

/** Writes one NAR to a stream and leaves the stream open. */
@FunctionalInterface
public interface NarSource {
    /** Writes the NAR, whole; called once. */
    void writeTo(OutputStream out) throws IOException;
}
