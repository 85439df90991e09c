package io.firn.flake.python;

import io.firn.detect.python.Pep440;
import io.firn.detect.python.Requirements;
import io.firn.flake.Deps;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Of the files that a pin allows, the one that fits the interpreter best. Nothing is taken whose hash the repository does not give. */
final class PinnedFiles {
    private static final String HINT =
            "Pin a version that has a wheel for this Python, or leave the hashes out to take what"
                    + " the package set supplies.";

    private final String python;
    private final Wheels wheels;
    private final Pins pins;

    PinnedFiles(String python, Pins pins) {
        this.python = python;
        this.wheels = new Wheels(python);
        this.pins = pins;
    }

    /** The file of a locked package. */
    Deps.SourceFile choose(String lock, PyLock.Locked locked) {
        if (Pep440.parse(locked.version()).isEmpty()) {
            throw LockFault.entry(lock, locked.name(), "its version is none of Python's form", "Make it again.");
        }
        List<PyLock.Candidate> candidates = locked.files();
        if (candidates.getFirst().fileName().isEmpty()) { // Pipenv gives hashes alone
            candidates = listed(
                            locked.name(),
                            candidates.stream().map(PyLock.Candidate::hash).toList())
                    .orElseGet(() -> guessed(locked.name(), locked.version(), locked.files()));
        }
        PyLock.Candidate best = candidates.stream()
                .filter(one -> wheels.rank(one.fileName()).isPresent())
                .min(Comparator.comparing((PyLock.Candidate one) ->
                                wheels.rank(one.fileName()).orElse(Integer.MAX_VALUE))
                        .thenComparing(PyLock.Candidate::fileName))
                .orElseThrow(() -> LockFault.entry(
                        lock,
                        locked.name() + " " + locked.version(),
                        "none of its files is for Python " + python + " on x86_64 Linux",
                        HINT));
        String hash = Sri.ofHex(best.hash())
                .orElseThrow(() -> LockFault.entry(
                        lock,
                        locked.name() + " " + locked.version(),
                        "its hash is no sha256 in hexadecimal digits",
                        HINT));
        return new Deps.SourceFile(
                locked.name(),
                locked.version(),
                null,
                "pypi",
                place(locked.name(), best),
                hash,
                false,
                false,
                List.of(),
                List.of(),
                List.of());
    }

    /** The file of a line of requirements.txt with hashes, which does not say which file each belongs to. */
    Deps.SourceFile of(Requirements.Item item) {
        String asked = item.asked();
        if (asked == null || !asked.matches("===?[^,*]+")) {
            throw LockFault.entry(item.where(), item.name(), "it has a hash and no exact version", HINT);
        }
        var locked = new PyLock.Locked(
                item.name(),
                asked.replaceFirst("^=+", ""),
                null,
                item.hashes().stream()
                        .map(hash -> new PyLock.Candidate("", hash))
                        .toList(),
                null);
        return choose(item.where(), locked);
    }

    /** What the index lists, as far as its hashes are pinned. */
    private Optional<List<PyLock.Candidate>> listed(String name, List<String> hashes) {
        List<PyLock.Candidate> found = pins.listing("pypi", name).stream()
                .filter(one -> hashes.contains(one.hash()))
                .map(one -> new PyLock.Candidate(one.file(), one.hash()))
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** One hash alone is taken as that of the wheel for every platform, whose name follows from name and version. */
    private static List<PyLock.Candidate> guessed(String name, String version, List<PyLock.Candidate> hashes) {
        if (hashes.size() > 1) {
            throw LockFault.entry(
                    "the lock file",
                    name + " " + version,
                    "it has " + hashes.size()
                            + " hashes, which do not say which file each belongs to, and the index that"
                            + " would tell cannot be asked",
                    "Set firn.mirror.pypi to an index, or leave only the hash of its wheel for every platform.");
        }
        String file = name.replace('-', '_') + "-" + version + "-py3-none-any.whl";
        return List.of(new PyLock.Candidate(file, hashes.getFirst().hash()));
    }

    /** The path below the index: as its address says, or in the folders that every index of PyPI's form understands. */
    private static String place(String name, PyLock.Candidate file) {
        String address = file.address().replaceFirst("[?#].*", "");
        int folder = address.indexOf("/packages/");
        if (address.startsWith("packages/")) {
            return address;
        }
        if (address.startsWith(StandardLock.NEUTRAL)) {
            return address.substring(StandardLock.NEUTRAL.length());
        }
        if (folder >= 0) {
            return address.substring(folder + 1);
        }
        return Stream.of("packages", Wheels.pythonTag(file.fileName()), name.substring(0, 1), name, file.fileName())
                .reduce((a, b) -> a + "/" + b)
                .orElseThrow();
    }
}
