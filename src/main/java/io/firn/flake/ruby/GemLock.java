package io.firn.flake.ruby;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.flake.Deps;
import io.firn.flake.FileDigest;
import io.firn.flake.LockFault;
import io.firn.flake.Pins;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import io.firn.tree.TreeEntry;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Gemfile.lock into where each gem comes from, in exactly the version that is locked: the repository's {@code vendor/cache},
 * the registry where the lock file has a checksum, else the package set.
 */
public final class GemLock {
    private static final String FILE = "Gemfile.lock";
    private static final int LIMIT = 8 << 20;
    private static final int ENTRIES = 20_000;
    /** {@code name (version)} or {@code name (version-platform)}, four spaces in. */
    private static final Pattern SPEC = Pattern.compile(
            " {4}([A-Za-z0-9][A-Za-z0-9_.-]{0,99}) \\(([0-9][0-9A-Za-z.]{0,60})(?:-([A-Za-z0-9_.-]{1,60}))?\\)");

    private static final Pattern CHECKSUM = Pattern.compile(
            " {2}([A-Za-z0-9][A-Za-z0-9_.-]{0,99}) \\(([0-9A-Za-z._-]{1,120})\\)(?: sha256=([0-9a-f]{64})(?:,.{0,300})?)?");

    /** Platforms that run here, the best first; the empty one is plain Ruby. */
    private static final List<String> PLATFORMS = List.of("x86_64-linux-gnu", "x86_64-linux", "");

    private final Tree tree;
    private final Map<String, Offers.Supplied> offered;
    private final String packageSet;
    private final String ruby;
    private final SortedMap<String, List<Gem>> gems = new TreeMap<>();
    private final Map<String, String> checksums = new HashMap<>();
    private final List<Deps.SourceFile> files = new ArrayList<>();
    private final List<Deps.Supplied> supplied = new ArrayList<>();

    /** One line of the lock file. */
    private record Gem(String name, String version, String platform) {
        String full() {
            return name + "-" + suffixed();
        }

        String suffixed() {
            return platform.isEmpty() ? version : version + "-" + platform;
        }
    }

    private GemLock(Tree tree, Offers offers, String ruby) {
        this.tree = tree;
        this.offered = offers.supplied("ruby", ruby);
        this.packageSet = offers.packageSet();
        this.ruby = ruby;
    }

    /** What the app's gems are; none where it has no Gemfile. A fault names the gem that cannot be had. */
    public static Deps read(Plan plan, Tree tree, Offers offers, Pins pins) {
        if (tree.entry("Gemfile").isEmpty()) {
            return Deps.none();
        }
        if (tree.entry(FILE).isEmpty()) {
            throw LockFault.file(
                    "Gemfile", "there is no " + FILE + " beside it", "Run \"bundle lock\" and commit " + FILE + ".");
        }
        String text = tree.text(FILE, LIMIT)
                .orElseThrow(() -> LockFault.file(FILE, "it is larger than " + LIMIT + " bytes", "Use fewer gems."));
        Plan.Toolchain toolchain = plan.toolchain();
        String ruby = toolchain == null ? offers.of("ruby").standard() : toolchain.version();
        var lock = new GemLock(tree, offers, ruby);
        lock.collect(text);
        lock.choose(pins);
        return new Deps(1, "gem", Sri.sha256(text), lock.files, lock.supplied);
    }

    private void collect(String text) {
        String section = "";
        int count = 0;
        for (String line : text.lines().toList()) {
            if (!line.isEmpty() && line.charAt(0) != ' ') {
                section = line.strip();
                continue;
            }
            Matcher spec = SPEC.matcher(line);
            Matcher sum = CHECKSUM.matcher(line);
            if (spec.matches()) {
                foreign(section, spec.group(1));
                String platform = Optional.ofNullable(spec.group(3)).orElse("");
                if (section.equals("GEM") && PLATFORMS.contains(platform)) {
                    gems.computeIfAbsent(spec.group(1), name -> new ArrayList<>())
                            .add(new Gem(spec.group(1), spec.group(2), platform));
                } else if (section.equals("GEM")) {
                    gems.computeIfAbsent(spec.group(1), name -> new ArrayList<>());
                }
                if (++count > ENTRIES) {
                    throw LockFault.file(FILE, "it has more than " + ENTRIES + " entries", "Use fewer gems.");
                }
            } else if (section.equals("CHECKSUMS") && sum.matches() && sum.group(3) != null) {
                checksums.put(sum.group(1) + "-" + sum.group(2), sum.group(3));
            }
        }
    }

    /** Gems of a folder of the repository are used in place; those of other repositories cannot be had. */
    private void foreign(String section, String name) {
        if (section.equals("GIT") || section.equals("PLUGIN SOURCE")) {
            throw LockFault.entry(
                    FILE,
                    name,
                    "it comes from another repository, and builds have no network",
                    "Take a released version, or put its code into this repository and name it with path:.");
        }
    }

    private void choose(Pins pins) {
        var unknown = new TreeMap<Pins.Wanted, Gem>();
        gems.forEach((name, candidates) -> {
            if (!carried(candidates) && !fetched(candidates) && !supplied(candidates)) {
                Gem gem = best(candidates, any -> true).orElseThrow(() -> refused(name, candidates));
                unknown.put(new Pins.Wanted("rubygems", name, gem.suffixed(), archive(gem)), gem);
            }
        });
        Map<Pins.Wanted, String> found = unknown.isEmpty() ? Map.of() : pins.hashes(unknown.keySet());
        unknown.forEach((wanted, gem) -> {
            String sri = found.get(wanted);
            if (sri == null) {
                throw refused(gem.name(), List.of(gem));
            }
            files.add(file(gem, "rubygems", archive(gem), sri));
        });
        files.sort(Comparator.comparing(Deps.SourceFile::name));
    }

    private Optional<Gem> best(List<Gem> candidates, Predicate<Gem> usable) {
        return PLATFORMS.stream()
                .flatMap(platform ->
                        candidates.stream().filter(gem -> gem.platform().equals(platform)))
                .filter(usable)
                .findFirst();
    }

    private boolean carried(List<Gem> candidates) {
        Optional<Gem> gem = best(candidates, candidate -> tree.entry(cached(candidate))
                .filter(TreeEntry::isFile)
                .isPresent());
        gem.ifPresent(found -> {
            String path = cached(found);
            String hash = FileDigest.sha256(tree, path);
            String wanted = checksums.get(found.full());
            if (wanted != null && !wanted.equals(hash)) {
                throw LockFault.entry(
                        FILE,
                        found.full(),
                        "its checksum is not that of " + path,
                        "Find out which of them is right; then run \"bundle cache\" again.");
            }
            files.add(file(found, "source", path, sri(hash)));
        });
        return gem.isPresent();
    }

    private boolean fetched(List<Gem> candidates) {
        Optional<Gem> gem = best(candidates, candidate -> checksums.containsKey(candidate.full()));
        gem.ifPresent(found ->
                files.add(file(found, "rubygems", archive(found), sri(checksums.getOrDefault(found.full(), "")))));
        return gem.isPresent();
    }

    private boolean supplied(List<Gem> candidates) {
        Optional<Gem> gem = best(candidates, candidate -> {
            Offers.Supplied offer = offered.get(candidate.name());
            return candidate.platform().isEmpty()
                    && offer != null
                    && offer.version().equals(candidate.version());
        });
        gem.ifPresent(found -> {
            Offers.Supplied offer = offered.get(found.name());
            String name = offer == null ? "" : offer.packageName();
            supplied.add(new Deps.Supplied(found.name(), found.version(), name, found.version()));
        });
        return gem.isPresent();
    }

    private Fault refused(String name, List<Gem> candidates) {
        if (candidates.isEmpty()) {
            return LockFault.entry(
                    FILE,
                    name,
                    "it is locked for no platform that runs here",
                    "Run \"bundle lock --add-platform x86_64-linux\" and commit " + FILE + ".");
        }
        Offers.Supplied offer = offered.get(name);
        String there = offer == null
                ? "the package set \"" + packageSet + "\" does not supply it for Ruby " + ruby
                : "the package set \"" + packageSet + "\" supplies " + name + " " + offer.version() + " and no other";
        return LockFault.entry(
                FILE,
                candidates.getFirst().full(),
                "it has no checksum that could be had, it is not in vendor/cache, and " + there,
                "Run \"bundle lock --add-checksums\" (Bundler 2.6) or \"bundle cache\" and commit what it writes.");
    }

    private static String archive(Gem gem) {
        return "gems/" + gem.full() + ".gem";
    }

    private static String sri(String hex) {
        return "sha256-" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static String cached(Gem gem) {
        return "vendor/cache/" + gem.full() + ".gem";
    }

    private static Deps.SourceFile file(Gem gem, String registry, String path, String sri) {
        return Deps.SourceFile.of(gem.name(), gem.suffixed(), registry, path, sri);
    }
}
