package io.firn.tree;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one tree while it is read, and the look-ups on them afterwards. All that makes an entry unacceptable stands
 * here, so that folders, git trees and archives refuse the same things in the same words. Folders that only show in the paths
 * of their files are added.
 */
public final class Entries {
    private static final Comparator<String> BY_BYTES = Entries::compareBytes;

    private final TreeLimits limits;
    private final Map<String, TreeEntry> byPath = new HashMap<>();
    private final Map<String, List<TreeEntry>> byFolder = new HashMap<>();
    private final Map<String, List<TreeEntry>> sortedFolders = new ConcurrentHashMap<>();
    private long total;
    private @Nullable List<TreeEntry> sorted;

    public Entries(TreeLimits limits) {
        this.limits = limits;
    }

    /** Lets an entry in, or says why not. */
    public void add(TreeEntry entry) {
        checkPath(entry.path());
        if (entry.isFile()) {
            checkSize(entry);
        }
        if (entry.kind() == TreeEntry.Kind.SYMLINK) {
            checkLink(entry);
        }
        String parent = parentOf(entry.path());
        if (!parent.isEmpty()) {
            TreeEntry folder = byPath.get(parent);
            if (folder == null) {
                add(new TreeEntry(parent, TreeEntry.Kind.FOLDER, 0, null));
            } else if (folder.kind() != TreeEntry.Kind.FOLDER) {
                throw refused(entry.path(), "\"" + shown(parent) + "\" is a file and a folder at once");
            }
        }
        TreeEntry before = byPath.putIfAbsent(entry.path(), entry);
        if (before != null) {
            if (before.kind() == TreeEntry.Kind.FOLDER && entry.kind() == TreeEntry.Kind.FOLDER) {
                return;
            }
            throw refused(entry.path(), "the name is there twice");
        }
        byFolder.computeIfAbsent(parent, key -> new ArrayList<>()).add(entry);
        sortedFolders.remove(parent);
        if (byPath.size() > limits.entries()) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not read the tree: it has more than " + limits.entries() + " entries.",
                    "Leave out what is generated or downloaded (node_modules, build output).");
        }
        sorted = null;
    }

    /** All, sorted by path bytes. */
    public List<TreeEntry> all() {
        List<TreeEntry> result = sorted;
        if (result == null) {
            var list = new ArrayList<>(byPath.values());
            list.sort(Comparator.comparing(TreeEntry::path, BY_BYTES));
            result = Collections.unmodifiableList(list);
            sorted = result;
        }
        return result;
    }

    /** The entry at a path. */
    public Optional<TreeEntry> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** The entries directly below a folder ({@code ""} for the root), sorted by name bytes. */
    public List<TreeEntry> in(String folder) {
        List<TreeEntry> known = sortedFolders.get(folder);
        if (known == null) {
            var entries = new ArrayList<>(byFolder.getOrDefault(folder, List.of()));
            entries.sort(Comparator.comparing(TreeEntry::path, BY_BYTES)); // one folder: the same order as by name
            known = Collections.unmodifiableList(entries);
            if (!entries.isEmpty()) {
                sortedFolders.put(folder, known);
            }
        }
        return known;
    }

    /** The order of the UTF-8 bytes, which is that of the code points. */
    private static int compareBytes(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int n = 0; n < shorter; n++) {
            char left = a.charAt(n);
            char right = b.charAt(n);
            if (left != right) {
                boolean surrogates = Character.isSurrogate(left) || Character.isSurrogate(right);
                return surrogates && Character.isSurrogate(left) != Character.isSurrogate(right)
                        ? (Character.isSurrogate(left) ? 1 : -1)
                        : Character.compare(left, right);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private void checkPath(String path) {
        if (path.isEmpty() || path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw refused(path, "it is not a relative path");
        }
        String[] parts = path.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refused(path, "a path may not have the part \"" + part + "\"");
            }
            if (part.equalsIgnoreCase(".git")) {
                throw refused(path, "a path may not have the part \".git\"");
            }
        }
        if (parts.length - 1 > limits.depth()) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not read \"" + shown(path) + "\": it lies deeper than " + limits.depth() + " folders.",
                    "Make the tree flatter.");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > limits.pathBytes()) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not read \"" + shown(path) + "\": its path is longer than " + limits.pathBytes() + " bytes.",
                    "Shorten the name.");
        }
    }

    private void checkSize(TreeEntry entry) {
        if (entry.size() > limits.fileBytes()) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not read \"" + shown(entry.path()) + "\": it has " + entry.size() + " bytes, the limit is "
                            + limits.fileBytes() + ".",
                    "Keep large files out of the repository.");
        }
        total += entry.size();
        if (total > limits.totalBytes()) {
            throw Fault.of(
                    FaultCode.TOO_LARGE,
                    "Could not read the tree: its files have more than " + limits.totalBytes() + " bytes together.",
                    "Leave out what is generated or downloaded (node_modules, build output).");
        }
    }

    private static void checkLink(TreeEntry entry) {
        String target = entry.link();
        if (target == null || target.isEmpty() || target.indexOf('\0') >= 0) {
            throw refused(entry.path(), "it is a link to nothing");
        }
        int depth = entry.path().split("/", -1).length - 1;
        boolean leaves = target.startsWith("/");
        for (String part : target.split("/", -1)) {
            if (part.equals("..")) {
                depth--;
            } else if (!part.isEmpty() && !part.equals(".")) {
                depth++;
            }
            leaves |= depth < 0;
        }
        if (leaves) {
            throw refused(entry.path(), "it is a link out of the tree, to \"" + shown(target) + "\"");
        }
    }

    /** The names on the way from the root, which is the empty first one, to a folder; the root alone where it is too deep. */
    public static List<String> steps(String folder, TreeLimits limits) {
        var steps = new ArrayList<String>();
        steps.add("");
        if (!folder.isEmpty() && folder.length() <= limits.pathBytes()) {
            String[] parts = folder.split("/", -1);
            if (parts.length <= limits.depth()) {
                steps.addAll(Arrays.asList(parts));
            }
        }
        return steps;
    }

    /** Folder part of a path; {@code ""} for the root. */
    public static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static Fault refused(String path, String reason) {
        return Fault.of(
                FaultCode.INVALID,
                "Could not read \"" + shown(path) + "\": " + reason + ".",
                "Remove or rename it in the repository.");
    }

    /** A name as a message may show it: without control characters, at most 200 characters. */
    static String shown(String name) {
        String clean = name.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
    }
}
