package io.firn.tree;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@link Tree}.
 *
 * @param path relative path with {@code /}
 * @param kind what it is
 * @param size bytes, for files
 * @param link target, for symlinks, as stored
 */
public record TreeEntry(String path, Kind kind, long size, @Nullable String link) {
    /** What an entry is; nothing else (devices, sockets, submodules) is let in. */
    public enum Kind {
        FILE,
        EXECUTABLE,
        SYMLINK,
        FOLDER
    }

    /** Last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether it has bytes. */
    public boolean isFile() {
        return kind == Kind.FILE || kind == Kind.EXECUTABLE;
    }
}
