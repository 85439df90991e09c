package io.firn.build;

import io.firn.build.BuildRecord.How;
import io.firn.build.BuildRecord.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Compares a build with the one before it, and says in words what was reused and what changed. Pure. */
final class BuildWhy {
    private static final String SOURCE = "source";
    /** Attributes that people know by another name. */
    private static final Map<String, String> WORDS = Map.of(
            "buildCommand", "the build command changed",
            "processes", "the commands of its processes changed",
            "environment", "its environment changed",
            "subdir", "the app's folder changed",
            "keep", "the folder that is kept changed");
    /** Attributes that follow from others. */
    private static final List<String> FOLLOWING = List.of(
            "name", "out", "outputs", "builder", "args", "system", "searchPath", "runtimePath", "files", "links");

    private final BuildRecord now;
    private final Optional<BuildRecord> before;
    private final List<String> changed;

    /**
     * A comparison.
     *
     * @param changed files of the source that differ
     */
    BuildWhy(BuildRecord now, Optional<BuildRecord> before, List<String> changed) {
        this.now = now;
        this.before = before;
        this.changed = List.copyOf(changed);
    }

    WhyView view(String out, Optional<UUID> comparedWith) {
        Optional<Step> app = now.steps().stream()
                .filter(step -> ("/nix/store/" + step.out()).equals(out))
                .findFirst();
        SortedSet<String> near = app.map(Step::inputs).orElse(new TreeSet<>());
        List<Step> shown = now.steps().stream()
                .filter(step ->
                        app.filter(step::equals).isPresent() || near.contains(step.out()) || step.how() != How.REUSED)
                .sorted(Comparator.comparing((Step step) ->
                                app.filter(step::equals).isPresent() ? 0 : near.contains(step.out()) ? 1 : 2)
                        .thenComparing(Step::name))
                .toList();
        var paths = new ArrayList<WhyView.Path>();
        var summary = new ArrayList<String>();
        for (Step step : shown) {
            boolean isApp = app.filter(step::equals).isPresent();
            String because = because(step);
            paths.add(new WhyView.Path(
                    step.name(), "/nix/store/" + step.out(), step.how().name().toLowerCase(Locale.ROOT), because));
            if (isApp || near.contains(step.out())) {
                summary.add(sentence(step, isApp, because));
            }
        }
        return new WhyView(
                comparedWith.orElse(null),
                summary,
                count(How.BUILT),
                count(How.SUBSTITUTED),
                count(How.REUSED),
                now.fetched(),
                paths);
    }

    private int count(How how) {
        return (int) now.steps().stream().filter(step -> step.how() == how).count();
    }

    private static String sentence(Step step, boolean isApp, String because) {
        String subject = isApp ? "the app" : step.name();
        return switch (step.how()) {
            case BUILT -> subject + " was built: " + because;
            case SUBSTITUTED -> subject + " came from the cache: " + because;
            case REUSED -> subject + " was reused: " + because;
        };
    }

    private String because(Step step) {
        Optional<Step> other = before.flatMap(record -> like(record, step));
        if (step.how() != How.BUILT) {
            return kept(step, other);
        }
        if (before.isEmpty()) {
            return "it is the app's first build that is remembered";
        }
        if (other.isEmpty()) {
            return "the build before had nothing of that name";
        }
        if (other.get().out().equals(step.out())) {
            return "nothing of it changed, but neither this builder nor the cache had it";
        }
        List<String> reasons = reasons(step, other.get());
        return reasons.isEmpty() ? "its recipe changed" : String.join("; ", reasons);
    }

    private String kept(Step step, Optional<Step> other) {
        if (other.isEmpty() || !other.get().out().equals(step.out())) {
            return "the same was built before";
        }
        // a toolchain is fetched too; its name says its version
        boolean dependencies = step.fetches() > 0 && !step.name().matches(".*\\d\\.\\d.*");
        if (dependencies && !now.lock().isEmpty()) {
            boolean same =
                    before.filter(record -> record.lock().equals(now.lock())).isPresent();
            return same ? "the lock file did not change" : "the lock file changed, but not for it";
        }
        return "nothing of it changed";
    }

    private List<String> reasons(Step step, Step other) {
        var reasons = new ArrayList<String>();
        sources(step, other, reasons);
        inputs(step, other, reasons);
        var names = new TreeSet<>(step.data().keySet());
        names.addAll(other.data().keySet());
        names.removeAll(FOLLOWING);
        for (String name : names) {
            String is = step.data().get(name);
            if (is == null || !is.equals(other.data().get(name))) {
                String words = WORDS.get(name);
                if (words != null) {
                    reasons.add(words);
                } else if (reasons.isEmpty()) {
                    reasons.add("\"" + name + "\" of its recipe changed");
                }
            }
        }
        return reasons;
    }

    private void sources(Step step, Step other, List<String> reasons) {
        for (String source : without(step.sources(), other.sources())) {
            String name = name(source);
            if (name.equals(SOURCE)) {
                reasons.add("the source changed" + files());
            } else if (step.inputs().isEmpty() || !name.equals(step.name())) {
                reasons.add("the buildpack's file " + name + " changed");
            }
        }
        if (!step.sources().equals(other.sources()) && reasons.isEmpty()) {
            reasons.add("the buildpack has other files");
        }
    }

    private String files() {
        if (changed.isEmpty()) {
            return "";
        }
        int more = changed.size() - 1;
        return " (" + changed.getFirst() + (more > 0 ? " +" + more + " more" : "") + ")";
    }

    /** What comes from registries has another name with each version; the rest keeps it. */
    private static void inputs(Step step, Step other, List<String> reasons) {
        List<String> added = without(step.inputs(), other.inputs());
        if (added.isEmpty()) {
            if (!step.inputs().equals(other.inputs())) {
                List<String> gone = without(other.inputs(), step.inputs());
                reasons.add(name(gone.getFirst()) + more(gone) + " is not part of it any more");
            }
            return;
        }
        List<String> names = added.stream().map(BuildWhy::name).toList();
        List<String> before = other.inputs().stream().map(BuildWhy::name).toList();
        List<String> again = names.stream().filter(before::contains).toList();
        List<String> fresh =
                names.stream().filter(name -> !before.contains(name)).toList();
        if (!fresh.isEmpty()) {
            reasons.add(fresh.getFirst() + more(fresh) + " is new in it");
        }
        if (!again.isEmpty()) {
            reasons.add(again.getFirst() + more(again) + " is another build");
        }
    }

    private static String more(List<String> all) {
        return all.size() > 1 ? " +" + (all.size() - 1) + " more" : "";
    }

    private static List<String> without(SortedSet<String> all, SortedSet<String> known) {
        return all.stream().filter(one -> !known.contains(one)).toList();
    }

    private static String name(String base) {
        return base.substring(base.indexOf('-') + 1);
    }

    /** The step that had its place: of the same name, the same output first. */
    private static Optional<Step> like(BuildRecord record, Step step) {
        return record.steps().stream()
                .filter(other -> other.name().equals(step.name()))
                .max(Comparator.comparing(other -> other.out().equals(step.out())));
    }
}
