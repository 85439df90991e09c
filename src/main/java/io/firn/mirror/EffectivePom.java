package io.firn.mirror;

import io.firn.mirror.PomSketch.Coordinates;
import io.firn.mirror.PomSketch.Dependency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Maven project file with what its parents and imports add: its names are filled in as far as they can be without profiles. */
final class EffectivePom {
    private static final int LEVELS = 30;
    private static final int MANAGED = 20_000;
    private static final int FILLED = 300;
    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z0-9_.-]{1,100})}");

    private final PomSketch sketch;
    private final @Nullable EffectivePom parent;
    private final int levels;
    private final Map<String, String> managed = new LinkedHashMap<>();

    private EffectivePom(PomSketch sketch, @Nullable EffectivePom parent, List<EffectivePom> imports) {
        this.sketch = sketch;
        this.parent = parent;
        this.levels = 1
                + Math.max(
                        parent == null ? 0 : parent.levels,
                        imports.stream().mapToInt(one -> one.levels).max().orElse(0));
        for (Dependency one : sketch.managed()) {
            if (!one.imported()) {
                managed.putIfAbsent(key(one.of()), one.of().version());
            }
        }
        imports.forEach(one -> one.eachManaged((key, version) -> {
            if (managed.size() < MANAGED) {
                managed.putIfAbsent(key, version);
            }
        }));
    }

    /** Puts them together; empty where they are nested deeper than any honest one. */
    static Optional<EffectivePom> of(PomSketch sketch, Optional<EffectivePom> parent, List<EffectivePom> imports) {
        return Optional.of(new EffectivePom(sketch, parent.orElse(null), imports))
                .filter(pom -> pom.levels <= LEVELS);
    }

    /** The project files that are imported: only a parent's properties are needed to name them. */
    static List<Coordinates> imports(PomSketch sketch, Optional<EffectivePom> parent) {
        var bare = new EffectivePom(sketch, parent.orElse(null), List.of());
        return sketch.managed().stream()
                .filter(Dependency::imported)
                .map(one -> bare.filled(one.of()))
                .filter(EffectivePom::named)
                .toList();
    }

    /** Calls with {@code group:artifact} and the version that this project gives it. */
    void eachManaged(BiConsumer<String, String> each) {
        var done = new HashMap<String, String>();
        for (EffectivePom at = this; at != null; at = at.parent) {
            at.managed.forEach((key, version) -> done.putIfAbsent(key, filled(version)));
        }
        done.forEach(each);
    }

    /** What whoever depends on this project depends on, with the versions that are written, or else managed here. */
    List<Coordinates> dependencies() {
        var found = new ArrayList<Coordinates>();
        for (EffectivePom at = this; at != null; at = at.parent) {
            for (Dependency one : at.sketch.dependencies()) {
                if (one.passedOn()) {
                    Coordinates of = filled(one.of());
                    found.add(
                            of.version().isEmpty()
                                    ? new Coordinates(of.group(), of.artifact(), managed(key(one.of())))
                                    : of);
                }
            }
        }
        return found.stream().filter(one -> !one.artifact().isEmpty()).toList();
    }

    /** Whether all of a name is known, and is one version. */
    static boolean named(Coordinates one) {
        String all = one.group() + one.artifact() + one.version();
        return !one.group().isEmpty()
                && !one.artifact().isEmpty()
                && !one.version().isEmpty()
                && !all.contains("$")
                && !one.version().contains(",")
                && !one.version().startsWith("[")
                && !one.version().startsWith("(");
    }

    private String managed(String key) {
        for (EffectivePom at = this; at != null; at = at.parent) {
            String version = at.managed.get(key);
            if (version != null) {
                return filled(version);
            }
        }
        return "";
    }

    private String key(Coordinates of) {
        return filled(of.group()) + ":" + filled(of.artifact());
    }

    private Coordinates filled(Coordinates of) {
        return new Coordinates(filled(of.group()), filled(of.artifact()), filled(of.version()));
    }

    /** Fills in names, and names in them; what is not known stays as it is. */
    private String filled(String text) {
        String now = text;
        for (int round = 0; round < 5 && now.contains("${") && now.length() <= FILLED; round++) {
            Matcher matcher = NAME.matcher(now);
            now = matcher.replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), found.group())));
        }
        return now;
    }

    private String value(String name, String otherwise) {
        for (EffectivePom at = this; at != null; at = at.parent) {
            String value = at.sketch.properties().get(name);
            if (value != null && !value.equals(otherwise)) {
                return value;
            }
        }
        String said =
                switch (name) {
                    case "project.version", "pom.version", "version" -> own(Part.VERSION);
                    case "project.groupId", "pom.groupId", "groupId" -> own(Part.GROUP);
                    case "project.artifactId", "pom.artifactId" -> sketch.own().artifact();
                    case "project.parent.version", "parent.version" ->
                        sketch.parent().map(Coordinates::version).orElse("");
                    case "project.parent.groupId", "parent.groupId" ->
                        sketch.parent().map(Coordinates::group).orElse("");
                    default -> "";
                };
        return said.isEmpty() ? otherwise : said;
    }

    private enum Part {
        GROUP,
        VERSION
    }

    private String own(Part part) {
        String said = part == Part.GROUP ? sketch.own().group() : sketch.own().version();
        return said.isEmpty()
                ? sketch.parent()
                        .map(above -> part == Part.GROUP ? above.group() : above.version())
                        .orElse("")
                : said;
    }
}
