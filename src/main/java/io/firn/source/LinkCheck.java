package io.firn.source;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Entries;
import io.firn.tree.TreeEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses links that lead out of the tree through other links. {@link Entries} looks at each target alone; only with the whole
 * tree at hand can one see that {@code a/link/../x} is elsewhere when {@code a/link} is a link itself.
 */
final class LinkCheck {
    private static final int MOST_LINKS = 40;

    private final Entries entries;

    LinkCheck(Entries entries) {
        this.entries = entries;
    }

    void all() {
        for (TreeEntry entry : entries.all()) {
            String target = entry.link();
            if (target != null && leaves(entry.path(), target)) {
                throw Fault.of(
                        FaultCode.INVALID,
                        "Could not read \"" + Shown.name(entry.path()) + "\": it is a link out of the tree, to \""
                                + Shown.name(target) + "\" by way of other links.",
                        "Replace it by a link inside the repository, or by the file itself.");
            }
        }
    }

    /** Walks a target as the kernel would: one part after the other, going on from where a link on the way leads. */
    private boolean leaves(String from, String target) {
        Deque<String> here = new ArrayDeque<>();
        String folder = Entries.parentOf(from);
        if (!folder.isEmpty()) {
            here.addAll(List.of(folder.split("/", -1)));
        }
        Deque<String> todo = new ArrayDeque<>();
        @Nullable String next = target;
        for (int followed = 0; next != null; followed++) {
            if (next.startsWith("/") || followed > MOST_LINKS) {
                return true;
            }
            String[] parts = next.split("/", -1);
            for (int i = parts.length - 1; i >= 0; i--) {
                todo.addFirst(parts[i]);
            }
            next = null;
            while (next == null && !todo.isEmpty()) {
                String part = todo.removeFirst();
                if (part.equals("..")) {
                    if (here.pollLast() == null) {
                        return true;
                    }
                } else if (!part.isEmpty() && !part.equals(".")) {
                    here.addLast(part);
                    next = entries.find(String.join("/", here))
                            .map(TreeEntry::link)
                            .orElse(null);
                    if (next != null) {
                        here.removeLast();
                    }
                }
            }
        }
        return false;
    }
}
