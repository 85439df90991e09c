package io.firn.source;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Entries;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import io.firn.tree.TreeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * The tree of a commit as the other rooms read it, within limits. A folder is read when it is first asked for; the whole is walked,
 * and its links are checked, by {@link #entries()}. Files are opened one by one. A submodule is an empty folder here, as in a plain {@code git clone}.
 */
public final class GitTree implements Tree {
    private static final int LONGEST_LINK = 4096;

    private final Repository repository;
    private final ObjectId root;
    private final TreeLimits limits;
    private final Listing some;
    private final Map<String, ObjectId> folders = new HashMap<>();
    private @Nullable Listing listing;

    private record Listing(Entries entries, Map<String, ObjectId> blobs, List<String> submodules) {}

    GitTree(Repository repository, ObjectId root, TreeLimits limits) {
        this.repository = repository;
        this.root = root;
        this.limits = limits;
        this.some = new Listing(new Entries(limits), new HashMap<>(), new ArrayList<>());
        folders.put("", root);
    }

    @Override
    public List<TreeEntry> entries() {
        return listing().entries().all();
    }

    @Override
    public Optional<TreeEntry> entry(String path) {
        return upTo(Entries.parentOf(path)).entries().find(path);
    }

    @Override
    public List<TreeEntry> list(String folder) {
        return upTo(folder).entries().in(folder);
    }

    /** Where submodules are mounted whose content is not part of this tree. */
    public List<String> submodules() {
        return listing().submodules();
    }

    @Override
    public Optional<String> text(String path, int limit) {
        TreeEntry entry = entry(path).orElse(null);
        if (entry == null || !entry.isFile() || entry.size() > limit) {
            return Optional.empty();
        }
        try (InputStream in = open(path)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream open(String path) {
        ObjectId blob = upTo(Entries.parentOf(path)).blobs().get(path);
        if (blob == null) {
            throw Fault.of(FaultCode.NOT_FOUND, "Could not read '" + path + "': no such file in the commit.");
        }
        try {
            return repository.open(blob).openStream();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private synchronized Listing listing() {
        Listing known = listing;
        if (known == null) {
            try {
                known = walk();
            } catch (IOException e) {
                throw unreadable(e);
            }
            listing = known;
        }
        return known;
    }

    /** What is known so far, with the entries of a folder and of the folders above it; links on the way are not followed. */
    private synchronized Listing upTo(String folder) {
        Listing all = listing;
        if (all != null) {
            return all;
        }
        String at = "";
        for (String name : Entries.steps(folder, limits)) {
            at = name.isEmpty() ? "" : at.isEmpty() ? name : at + "/" + name;
            ObjectId id = folders.get(at);
            if (id == null) {
                break;
            }
            if (!id.equals(ObjectId.zeroId())) {
                try {
                    list(at, id);
                } catch (IOException e) {
                    throw unreadable(e);
                }
                folders.put(at, ObjectId.zeroId()); // it is listed
            }
        }
        return some;
    }

    private void list(String folder, ObjectId id) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(new CanonicalTreeParser(Constants.encode(folder), reader, id));
            while (walk.next()) {
                TreeEntry entry = entry(walk, reader, some.submodules());
                some.entries().add(entry);
                if (entry.isFile()) {
                    some.blobs().put(entry.path(), walk.getObjectId(0));
                } else if (walk.isSubtree()) {
                    folders.put(entry.path(), walk.getObjectId(0));
                }
            }
        }
    }

    private Listing walk() throws IOException {
        Entries entries = new Entries(limits);
        Map<String, ObjectId> blobs = new HashMap<>();
        List<String> submodules = new ArrayList<>();
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(root);
            while (walk.next()) {
                TreeEntry entry = entry(walk, reader, submodules);
                entries.add(entry);
                if (entry.isFile()) {
                    blobs.put(entry.path(), walk.getObjectId(0));
                } else if (walk.isSubtree()) {
                    walk.enterSubtree();
                }
            }
        }
        new LinkCheck(entries).all();
        return new Listing(entries, blobs, List.copyOf(submodules));
    }

    private TreeEntry entry(TreeWalk walk, ObjectReader reader, List<String> submodules) throws IOException {
        String path = path(walk.getRawPath());
        FileMode mode = walk.getFileMode(0);
        if (mode == FileMode.TREE) {
            return new TreeEntry(path, TreeEntry.Kind.FOLDER, 0, null);
        }
        if (mode == FileMode.GITLINK) {
            submodules.add(path);
            return new TreeEntry(path, TreeEntry.Kind.FOLDER, 0, null);
        }
        if (mode == FileMode.SYMLINK) {
            var loader = reader.open(walk.getObjectId(0));
            if (loader.getSize() > LONGEST_LINK) {
                throw Fault.of(
                        FaultCode.TOO_LARGE,
                        "Could not read \"" + Shown.name(path) + "\": it is a link with a target longer than "
                                + LONGEST_LINK + " bytes.",
                        "Remove it from the repository.");
            }
            String target = new String(loader.getBytes(LONGEST_LINK), StandardCharsets.UTF_8);
            return new TreeEntry(path, TreeEntry.Kind.SYMLINK, 0, target);
        }
        long size = reader.getObjectSize(walk.getObjectId(0), ObjectReader.OBJ_ANY);
        boolean executable = mode == FileMode.EXECUTABLE_FILE;
        return new TreeEntry(path, executable ? TreeEntry.Kind.EXECUTABLE : TreeEntry.Kind.FILE, size, null);
    }

    private static String path(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            String shown = new String(raw, StandardCharsets.UTF_8);
            throw Fault.of(
                            FaultCode.INVALID,
                            "Could not read \"" + Shown.name(shown) + "\": its name is not UTF-8.",
                            "Rename it in the repository.")
                    .causedBy(e);
        }
    }

    static Fault unreadable(IOException e) {
        return Fault.of(
                        FaultCode.UNAVAILABLE,
                        "Could not read the commit from the app's repository.",
                        "Push it again; if that does not help, look at the service's log.")
                .causedBy(e);
    }
}
