package io.firn.nix;

import java.io.IOException;
import java.io.InputStream;

/**
 * Is told what a NAR holds, in the NAR's order (parents before children, names sorted). Paths are relative with {@code /};
 * {@code ""} is the root.
 */
public interface NarVisitor {

    /** A folder; what it holds follows. */
    void folder(String path) throws IOException;

    /** A regular file; the content may be read only during the call, what is left of it is skipped. */
    void file(String path, boolean executable, long size, InputStream content) throws IOException;

    /** A symbolic link, with its target as it stands. */
    void symlink(String path, String target) throws IOException;

    /** A visitor that looks at nothing: reading with it checks the form. */
    static NarVisitor nothing() {
        return new NarVisitor() {
            @Override
            public void folder(String path) {}

            @Override
            public void file(String path, boolean executable, long size, InputStream content) {}

            @Override
            public void symlink(String path, String target) {}
        };
    }
}
