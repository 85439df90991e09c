package io.firn.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firn.nix.HashingInputStream;
import io.firn.nix.NarReader;
import io.firn.nix.NarVisitor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Makes the {@code .ls} file of a path: what its NAR holds and where in it. */
final class Listing implements NarVisitor {
    private final HashingInputStream counted;
    private final Map<String, ObjectNode> folders = new HashMap<>();
    private final ObjectNode listing = JsonNodeFactory.instance.objectNode();

    private Listing(InputStream nar) {
        this.counted = new HashingInputStream(new BufferedInputStream(nar, 1 << 16));
        listing.put("version", 1);
    }

    static ObjectNode of(InputStream nar) throws IOException {
        var listing = new Listing(nar);
        NarReader.read(listing.counted, listing);
        return listing.listing;
    }

    @Override
    public void folder(String path) {
        ObjectNode node = add(path, "directory");
        folders.put(path, node.putObject("entries"));
    }

    @Override
    public void file(String path, boolean executable, long size, InputStream content) {
        ObjectNode node = add(path, "regular").put("size", size);
        if (executable) {
            node.put("executable", true);
        }
        if (size > 0) {
            node.put("narOffset", counted.size());
        }
    }

    @Override
    public void symlink(String path, String target) {
        add(path, "symlink").put("target", target);
    }

    private ObjectNode add(String path, String type) {
        int slash = path.lastIndexOf('/');
        ObjectNode parent = path.isEmpty() ? listing : folders.get(slash < 0 ? "" : path.substring(0, slash));
        if (parent == null) {
            throw new IllegalStateException("'" + path + "' came before its folder");
        }
        return parent.putObject(path.isEmpty() ? "root" : path.substring(slash + 1))
                .put("type", type);
    }
}
