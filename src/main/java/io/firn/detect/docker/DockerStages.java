package io.firn.detect.docker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the stages of a Dockerfile hang together: which begins from which, and which copies from which. */
final class DockerStages {
    private static final Pattern COPIED_FROM = Pattern.compile("--from=(\\S{1,200})");

    private final List<Dockerfile.Stage> stages;
    /** Of each stage, by the line where it begins: the one that it begins from, and the image that it comes to. */
    private final Map<Integer, Dockerfile.Stage> parents = new HashMap<>();

    private final Map<Integer, String> images = new HashMap<>();
    /** Of each stage, those above it that are called so. */
    private final Map<String, TreeMap<Integer, Dockerfile.Stage>> names = new HashMap<>();

    DockerStages(Dockerfile file) {
        this.stages = file.stages();
        for (Dockerfile.Stage stage : stages) {
            Optional<Dockerfile.Stage> parent = named(stage.image(), stage);
            parent.ifPresent(found -> parents.put(line(stage), found));
            images.put(line(stage), parent.map(this::image).orElse(stage.image()));
            if (stage.name() != null) {
                names.computeIfAbsent(stage.name(), any -> new TreeMap<>()).put(line(stage), stage);
            }
        }
    }

    Dockerfile.Stage last() {
        return stages.getLast();
    }

    /** The image that a stage comes to, through the stages that it begins from. */
    String image(Dockerfile.Stage stage) {
        return images.getOrDefault(line(stage), stage.image());
    }

    /** The stage that makes the app: the last one on a stack's image that is no mere file server, else that. */
    Optional<Dockerfile.Stage> builder() {
        String end = image(last());
        if (DockerBase.of(end).isEmpty() && !DockerBase.bare(end)) {
            return Optional.empty();
        }
        List<Dockerfile.Stage> known = stages.stream()
                .filter(stage -> DockerBase.of(image(stage)).isPresent())
                .toList();
        return known.stream()
                .filter(stage ->
                        !DockerBase.of(image(stage)).orElseThrow().stack().equals("static"))
                .reduce((a, b) -> b)
                .or(() -> known.stream().reduce((a, b) -> b));
    }

    /** A stage and those that it begins from, up to the one on an image; each lies above the one before. */
    private List<Dockerfile.Stage> lineage(Dockerfile.Stage stage) {
        var lineage = new ArrayList<Dockerfile.Stage>();
        for (Dockerfile.Stage at = stage; at != null; at = parents.get(line(at))) {
            lineage.add(at);
        }
        return lineage;
    }

    /** What makes the app and what runs, each after the stages that it begins from and copies from, in the file's order. */
    List<Dockerfile.Stage> needed(Dockerfile.Stage builder) {
        var needed = new TreeMap<Integer, Dockerfile.Stage>();
        var waiting = new ArrayDeque<>(List.of(builder, last()));
        while (!waiting.isEmpty()) {
            Dockerfile.Stage stage = waiting.removeFirst();
            if (needed.putIfAbsent(line(stage), stage) != null) {
                continue;
            }
            Optional.ofNullable(parents.get(line(stage))).ifPresent(waiting::add);
            for (Dockerfile.Instruction one : stage.instructions()) {
                Matcher copied = COPIED_FROM.matcher(one.text());
                if (one.word().equals("COPY") && copied.find()) {
                    named(copied.group(1), stage).ifPresent(waiting::add);
                }
            }
        }
        return List.copyOf(needed.values());
    }

    /** The nearest stage of that name, or the one of that number, above the one that speaks of it. */
    private Optional<Dockerfile.Stage> named(String name, Dockerfile.Stage user) {
        var called = names.get(name);
        if (called != null) {
            return Optional.ofNullable(called.lowerEntry(line(user))).map(Map.Entry::getValue);
        }
        int number = name.matches("\\d{1,3}") ? Integer.parseInt(name) : stages.size();
        return number < stages.size() && line(stages.get(number)) < line(user)
                ? Optional.of(stages.get(number))
                : Optional.empty();
    }

    /** The working folder that a stage ends in, without a slash at its end; empty where nothing sets one. */
    String folder(Dockerfile.Stage stage) {
        String folder = "";
        for (Dockerfile.Stage one : lineage(stage).reversed()) {
            for (Dockerfile.Instruction instruction : one.instructions()) {
                if (instruction.word().equals("WORKDIR")) {
                    String set = instruction.text().strip().replaceFirst("/+$", "");
                    folder = set.startsWith("/") || folder.isEmpty() ? set : folder + "/" + set;
                }
            }
        }
        return folder.length() > 4_000 ? "" : folder;
    }

    /** An instruction that a stage has or inherits, its last one. */
    Optional<Dockerfile.Instruction> inherited(Dockerfile.Stage stage, String word) {
        return lineage(stage).stream().flatMap(one -> one.last(word).stream()).findFirst();
    }

    /** What a stage is started by, as it stands there: an ENTRYPOINT of its own lets no CMD through that was set before it. */
    Optional<Dockerfile.Instruction> command(Dockerfile.Stage stage) {
        for (Dockerfile.Stage one : lineage(stage)) {
            Optional<Dockerfile.Instruction> command = one.last("CMD");
            if (command.isPresent() || one.last("ENTRYPOINT").isPresent()) {
                return command;
            }
        }
        return Optional.empty();
    }

    private static int line(Dockerfile.Stage stage) {
        return stage.from().line();
    }
}
