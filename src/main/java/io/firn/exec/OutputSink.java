package io.firn.exec;

import java.io.IOException;

/** Takes bytes of a running command's standard output. */
@FunctionalInterface
public interface OutputSink {
    /** Called with each piece in order; an exception stops the command. */
    void accept(byte[] bytes, int offset, int length) throws IOException;
}
