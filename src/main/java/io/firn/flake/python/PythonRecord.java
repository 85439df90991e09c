package io.firn.flake.python;

import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.python.Requirements;
import io.firn.fault.Fault;
import io.firn.flake.Sri;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Apps whose packages are named without hashes, and that ask for something that the package set does not have: pip chooses all of them at
 * the index, once. It is given lines that are written here, so that no option of a repository's file reaches it.
 */
public final class PythonRecord {
    /** The lock file that is made. */
    public static final String FILE = StandardLock.FILE;

    /** Of the lines that pip is given; another number has all apps choose anew. */
    private static final int FORM = 1;

    private static final int MOST = 2000;
    private static final Pattern PLAIN =
            Pattern.compile("(?:(?:===|==|~=|!=|<=|>=|<|>)[A-Za-z0-9.*+!_-]{1,100}(?:,|$)){0,20}");
    private static final Pattern EXTRA = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,100}[a-z0-9])?");

    private PythonRecord() {}

    /**
     * What pip is to choose.
     *
     * @param manifest the file that asks for it
     * @param requirements one package a line, each with its range
     * @param limits the same for constraints
     * @param digest of all that decides the choice
     * @param refusal what the package set lacks first, as it is said where no index can be asked; empty where it lacks nothing
     */
    public record Asked(String manifest, String requirements, String limits, String digest, Optional<Fault> refusal) {
        /** What a developer types to make a lock file, and the file. */
        public List<String> byHand(Plan plan) {
            if (manifest.equals(Requirements.FILE)) {
                return List.of("pip lock -r " + manifest, FILE);
            }
            Plan.Installer manager = plan.packageManager();
            return switch (manifest.equals("Pipfile") ? "pipenv" : manager == null ? "" : manager.name()) {
                case "pipenv" -> List.of("pipenv lock", "Pipfile.lock");
                case "poetry" -> List.of("poetry lock", "poetry.lock");
                case "pdm" -> List.of("pdm lock", "pdm.lock");
                default -> List.of("uv lock", "uv.lock");
            };
        }
    }

    /**
     * What has to be chosen before the app in the folder can be built; empty where a lock file tells it, or the package set has it all.
     *
     * @param stays whether it is chosen at the index even then
     */
    public static Optional<Asked> of(Plan plan, Tree folder, Offers offers, boolean stays) {
        if (!plan.stack().equals("python")) {
            return Optional.empty();
        }
        String python = PythonDeps.version(plan, offers);
        Optional<Requirements> read = PyLock.there(folder, plan) ? Optional.empty() : PythonDeps.asked(folder);
        if (read.isEmpty() || !read.get().refused().isEmpty()) {
            return Optional.empty(); // what is no package of an index is refused by name
        }
        List<Requirements.Item> items = meant(read.get().items(), python);
        List<Requirements.Item> limits = meant(read.get().limits(), python);
        if (items.size() + limits.size() > MOST
                || Stream.concat(items.stream(), limits.stream())
                        .anyMatch(item -> !item.hashes().isEmpty() || !plain(item.asked()))) {
            return Optional.empty(); // a hash is met or refused
        }
        Optional<Fault> refusal = PythonDeps.unsupplied(items, python, offers);
        if (refusal.isEmpty() && !stays) {
            return Optional.empty();
        }
        String requirements = lines(items, true);
        String constraints = lines(limits, false);
        String digest = Sri.sha256(FORM + "\npython\t" + python + "\n" + requirements + "\n--\n" + constraints);
        return Optional.of(new Asked(read.get().file(), requirements, constraints, digest, refusal));
    }

    /** Conditions are settled here, as the choice is for one Python alone. */
    private static List<Requirements.Item> meant(List<Requirements.Item> items, String python) {
        return items.stream()
                .filter(item -> item.marker() == null || Markers.apply(item.marker(), python))
                .toList();
    }

    private static boolean plain(@Nullable String asked) {
        return asked == null || PLAIN.matcher(asked).matches();
    }

    private static String lines(List<Requirements.Item> items, boolean extras) {
        var text = new StringBuilder();
        for (Requirements.Item item : items) {
            List<String> named = item.extras().stream()
                    .filter(extra -> EXTRA.matcher(extra).matches())
                    .toList();
            text.append(item.name())
                    .append(extras && !named.isEmpty() ? "[" + String.join(",", named) + "]" : "")
                    .append(item.asked() == null ? "" : item.asked())
                    .append('\n');
        }
        return text.toString().stripTrailing();
    }
}
