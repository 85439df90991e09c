package io.firn.packages;

import io.firn.exec.Executor;
import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the locks of the debian package set from the archives that this machine's apt is set up for. */
public final class PackageLocks {
    private static final String ARCHITECTURE = "amd64";

    /**
     * What making a lock changed.
     *
     * @param release the release
     * @param packages how many the lock holds
     * @param changes one line each: {@code name old -> new}
     */
    public record Made(String release, int packages, List<String> changes) {
        public Made {
            changes = List.copyOf(changes);
        }
    }

    private final List<AptSource> sources;
    private final Executor here;

    /** With the sources of a folder, normally {@code /etc/apt}. */
    public PackageLocks(Path etcApt, Executor here) {
        this.sources = AptSources.in(etcApt);
        this.here = here;
    }

    /** Releases that a set's roots.json names, sorted. */
    public static List<String> releases(Path set) {
        return Roots.parse(read(set.resolve("roots.json"))).releases().keySet().stream()
                .sorted()
                .toList();
    }

    /** Makes {@code <release>.lock.json} in the set's folder anew; with security updates where they are asked for. */
    public Made make(Path set, String release, boolean security) {
        Roots roots = Roots.parse(read(set.resolve("roots.json")));
        Roots.Release wanted = roots.release(release);
        var index = new PackageIndex();
        for (String suite : wanted.suites()) {
            for (String component : wanted.components()) {
                index.add(packages(suite, component)
                        .orElseThrow(() -> Fault.of(
                                FaultCode.UNAVAILABLE,
                                "Could not lock the release '" + release
                                        + "': no archive of this machine has the suite '" + suite + "'.",
                                "Add an archive that has it to apt's sources.")));
            }
        }
        if (security) {
            for (String component : wanted.components()) {
                packages(wanted.suites().getFirst() + "-security", component).ifPresent(index::add);
            }
        }
        PackageLock made = new LockMaker(index, roots.ignore()).make(release, ARCHITECTURE, wanted.roots());
        Path file = set.resolve(release + ".lock.json");
        Made change = new Made(release, made.packages().size(), changes(file, made));
        write(file, made.toJson());
        return change;
    }

    private Optional<String> packages(String suite, String component) {
        for (AptSource source : sources) {
            if (source.components().contains(component)) {
                Optional<String> text = new Archive(source, here).packages(suite, component, ARCHITECTURE);
                if (text.isPresent()) {
                    return text;
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> changes(Path file, PackageLock made) {
        SortedMap<String, PackageLock.Entry> before =
                Files.exists(file) ? PackageLock.parse(read(file)).packages() : new TreeMap<>();
        var names = new TreeMap<String, PackageLock.Entry>(before);
        names.putAll(made.packages());
        return names.keySet().stream()
                .filter(name ->
                        !Objects.equals(before.get(name), made.packages().get(name)))
                .map(name -> name + " " + version(before.get(name)) + " -> "
                        + version(made.packages().get(name)))
                .toList();
    }

    private static String version(PackageLock.@org.jspecify.annotations.Nullable Entry entry) {
        return entry == null ? "none" : entry.version();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw unusable(file, "read", e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, text);
            Files.move(
                    draft,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unusable(file, "write", e);
        }
    }

    private static Fault unusable(Path file, String verb, IOException cause) {
        return Fault.of(
                        FaultCode.INVALID,
                        "Could not " + verb + " '" + file + "': " + cause.getMessage() + ".",
                        "Name the folder of the package set, and look at its permissions.")
                .causedBy(cause);
    }
}
