package io.firn.cache;

import io.firn.nix.NarVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the separate debug files of a NAR, which lie where debuggers look for them by build id, while another looks at it too. */
final class DebugFiles implements NarVisitor {
    static final String FOLDER = "lib/debug/.build-id/";
    private static final Pattern FILE = Pattern.compile("lib/debug/\\.build-id/[0-9a-f]{2}/[0-9a-f]{38}\\.debug");

    /** More than any real output has; what comes after them is not found by build id. */
    private static final int MOST = 10_000;

    private final NarVisitor other;
    private final List<String> members = new ArrayList<>();

    DebugFiles(NarVisitor other) {
        this.other = other;
    }

    /** Their places in the NAR. */
    List<String> members() {
        return List.copyOf(members);
    }

    @Override
    public void folder(String path) throws IOException {
        other.folder(path);
    }

    @Override
    public void file(String path, boolean executable, long size, InputStream content) throws IOException {
        if (path.startsWith(FOLDER)
                && members.size() < MOST
                && FILE.matcher(path).matches()) {
            members.add(path);
        }
        other.file(path, executable, size, content);
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        other.symlink(path, target);
    }
}
