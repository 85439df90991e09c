package io.firn.tree;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this machine as a tree. {@code .git} is left out; links are entries, never followed; anything but files, folders
 * and links (devices, sockets, pipes) is refused. For a repository's commit use the git tree: a working folder also holds what
 * is not committed. A folder is read when it is first asked for; all of them are, and all refusals are made, by {@link #entries()}.
 */
public final class FolderTree implements Tree {
    private final Path root;
    private final TreeLimits limits;
    private final BiPredicate<String, Boolean> ignored;
    private final Entries some;
    private final Set<String> listed = new HashSet<>();
    private @Nullable Entries entries;

    private FolderTree(Path root, TreeLimits limits, BiPredicate<String, Boolean> ignored) {
        this.root = root;
        this.limits = limits;
        this.ignored = ignored;
        this.some = new Entries(limits);
    }

    /** A folder as it is. */
    public static FolderTree of(Path folder, TreeLimits limits) {
        return new FolderTree(real(folder), limits, (path, isFolder) -> false);
    }

    /** Only some of a folder's first-level entries, for instance {@code nix} and {@code buildpacks} of a repository. */
    public static FolderTree of(Path folder, TreeLimits limits, String... only) {
        Set<String> names = Set.of(only);
        return new FolderTree(real(folder), limits, (path, isFolder) -> !path.contains("/") && !names.contains(path));
    }

    /** A working folder without what its {@code .gitignore} files leave out: what a commit of it would hold. */
    public static FolderTree tracked(Path folder, TreeLimits limits) {
        Path root = real(folder);
        return new FolderTree(root, limits, new GitIgnore(root)::ignores);
    }

    @Override
    public List<TreeEntry> entries() {
        return loaded().all();
    }

    @Override
    public Optional<TreeEntry> entry(String path) {
        return upTo(Entries.parentOf(path)).find(path);
    }

    @Override
    public List<TreeEntry> list(String folder) {
        return upTo(folder).in(folder);
    }

    @Override
    public Optional<String> text(String path, int limit) {
        if (entry(path).filter(e -> e.isFile() && e.size() <= limit).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = open(path)) {
            byte[] bytes = in.readNBytes(limit + 1);
            return bytes.length > limit ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public InputStream open(String path) {
        if (entry(path).filter(TreeEntry::isFile).isEmpty()) {
            throw Fault.of(
                    FaultCode.NOT_FOUND, "Could not open \"" + Entries.shown(path) + "\": there is no such file.");
        }
        try {
            return Files.newInputStream(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private synchronized Entries loaded() {
        Entries result = entries;
        if (result == null) {
            result = new Entries(limits);
            walk(root, "", result, true);
            entries = result;
        }
        return result;
    }

    /** The entries so far, with those of a folder and of the folders above it; links on the way are not followed. */
    private synchronized Entries upTo(String folder) {
        Entries all = entries;
        if (all != null) {
            return all;
        }
        String at = "";
        for (String name : Entries.steps(folder, limits)) {
            at = name.isEmpty() ? "" : at.isEmpty() ? name : at + "/" + name;
            boolean isFolder = at.isEmpty()
                    || some.find(at)
                            .filter(entry -> entry.kind() == TreeEntry.Kind.FOLDER)
                            .isPresent();
            if (!isFolder) {
                break;
            }
            if (listed.add(at)) {
                walk(root.resolve(at), at.isEmpty() ? "" : at + "/", some, false);
            }
        }
        return some;
    }

    private void walk(Path folder, String prefix, Entries into, boolean below) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path file : stream) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals(".git")) {
                    take(file, prefix + name, into, below);
                }
            }
        } catch (IOException e) {
            throw unreadable(prefix.isEmpty() ? "." : prefix, e);
        } catch (DirectoryIteratorException e) {
            throw unreadable(prefix.isEmpty() ? "." : prefix, e);
        }
    }

    private void take(Path file, String path, Entries into, boolean below) throws IOException {
        var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (ignored.test(path, attributes.isDirectory())) {
            return;
        }
        if (attributes.isSymbolicLink()) {
            into.add(new TreeEntry(
                    path,
                    TreeEntry.Kind.SYMLINK,
                    0,
                    Files.readSymbolicLink(file).toString()));
        } else if (attributes.isDirectory()) {
            into.add(new TreeEntry(path, TreeEntry.Kind.FOLDER, 0, null));
            if (below) {
                walk(file, path + "/", into, true);
            }
        } else if (attributes.isRegularFile()) {
            boolean runs = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
            into.add(new TreeEntry(
                    path, runs ? TreeEntry.Kind.EXECUTABLE : TreeEntry.Kind.FILE, attributes.size(), null));
        } else {
            throw Entries.refused(path, "it is a device, a socket or a pipe");
        }
    }

    private static Path real(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw Fault.of(
                    FaultCode.NOT_FOUND,
                    "Could not read the folder \"" + folder + "\": there is no such folder.",
                    "Name a folder that exists.");
        }
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw unreadable(folder.toString(), e);
        }
    }

    private static Fault unreadable(String path, Exception cause) {
        return Fault.of(
                        FaultCode.INVALID,
                        "Could not read \"" + Entries.shown(path) + "\": the system does not let it be read ("
                                + cause.getClass().getSimpleName() + ").",
                        "Check its permissions.")
                .causedBy(cause);
    }
}
