package io.firn.flake.node;

import io.firn.flake.Pins;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;

/** Where the bytes of Yarn's entries come from. Those of Yarn 2 and later have no hash of the registry's file: it is pinned. */
final class YarnArchives {
    private static final String ARCHIVE = "__archiveUrl=";

    private final boolean berry;
    private final Map<Pins.Wanted, String> pinned;

    YarnArchives(boolean berry, Pins pins, Collection<YarnEntry> entries) {
        this.berry = berry;
        var wanted = new TreeSet<Pins.Wanted>();
        entries.stream().filter(entry -> berry && entry.folder().isEmpty()).forEach(entry -> wanted.add(wanted(entry)));
        this.pinned = wanted.isEmpty() ? Map.of() : pins.hashes(wanted);
    }

    /** The name that the registry knows. */
    String name(YarnEntry entry) {
        if (berry) {
            int at = entry.resolved().indexOf('@', 1);
            return at < 0 ? entry.alias() : entry.resolved().substring(0, at);
        }
        int alias = entry.id().indexOf("@npm:");
        if (alias > 0) {
            String real = entry.id().substring(alias + 5);
            int at = real.indexOf('@', 1);
            return at < 0 ? real : real.substring(0, at);
        }
        return entry.alias();
    }

    LockedPackage.Archive of(YarnEntry entry) {
        var archives = new Archives(YarnLock.FILE, entry.id());
        String name = name(entry);
        if (!berry) {
            return archives.archive(name, entry.version(), entry.resolved(), entry.integrity());
        }
        Pins.Wanted wanted = wanted(entry);
        String hash = pinned.get(wanted);
        if (hash == null) {
            throw archives.refuse(
                    "its hash in the registry is not known: Yarn writes that of an archive of its own, and the registry"
                            + " that would tell cannot be asked",
                    "Try again when the registry answers.");
        }
        return new LockedPackage.Archive(wanted.registry(), wanted.file(), hash);
    }

    private Pins.Wanted wanted(YarnEntry entry) {
        var archives = new Archives(YarnLock.FILE, entry.id());
        String name = name(entry);
        String reference = entry.resolved().substring(name.length() + 1);
        if (reference.startsWith("patch:")) {
            throw archives.refuse(
                    "it is patched by a file of the repository, which is not applied",
                    "Publish the patched package, or keep it as a folder of the workspace.");
        }
        if (!reference.startsWith("npm:")) {
            archives.refuseForeign(reference);
        }
        archives.requirePlain(name, entry.version());
        int at = reference.indexOf(ARCHIVE);
        String address = at < 0 ? "" : plain(reference.substring(at + ARCHIVE.length()));
        return new Pins.Wanted("npm", name, entry.version(), archives.file(name, entry.version(), address));
    }

    /** Percent signs of an address, as Yarn writes them there; one that is broken stays. */
    private static String plain(String coded) {
        var text = new StringBuilder();
        for (int i = 0; i < coded.length(); i++) {
            boolean escape = coded.charAt(i) == '%'
                    && i + 2 < coded.length()
                    && coded.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}");
            text.append(escape ? (char) Integer.parseInt(coded.substring(i + 1, i + 3), 16) : coded.charAt(i));
            i += escape ? 2 : 0;
        }
        return text.toString();
    }
}
