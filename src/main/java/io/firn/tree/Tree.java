package io.firn.tree;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A read-only tree of files: a commit's tree or a folder. Paths are relative, with {@code /}, never with {@code ..}.
 * Implementations refuse (fault {@code TOO_LARGE} or {@code INVALID}) trees past their limits, and never follow links out of
 * the tree.
 */
public interface Tree {

    /** Every entry below the root, sorted by path bytes, folders included. Cheap after the first call. */
    List<TreeEntry> entries();

    /** The entry at a path, where there is one. */
    Optional<TreeEntry> entry(String path);

    /** The names directly below a folder ({@code ""} for the root), sorted; empty where there is no such folder. */
    List<TreeEntry> list(String folder);

    /** Content of a regular file of at most {@code limit} bytes as UTF-8 text; empty where there is none or it is larger. */
    Optional<String> text(String path, int limit);

    /** Opens a regular file; {@code NOT_FOUND} where there is none. */
    InputStream open(String path);
}
