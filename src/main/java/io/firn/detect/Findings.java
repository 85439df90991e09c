package io.firn.detect;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a detector has found while it makes a plan: the fields, each with its evidence, and the way to say no. */
final class Findings {
    /** Hand-written files (package.json, Procfile, a module of an app) are small; more is not looked at. */
    static final int SMALL = 1 << 20;

    private final String app;
    private final Tree tree;
    private final Offers offers;
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final SortedMap<String, Plan.ProcessType> processes = new TreeMap<>();
    private final SortedMap<String, String> env = new TreeMap<>();
    private @Nullable String framework;
    private Plan.@Nullable Build build;
    private Plan.@Nullable Site site;

    Findings(String app, Tree tree, Offers offers) {
        this.app = app;
        this.tree = tree;
        this.offers = offers;
    }

    Tree tree() {
        return tree;
    }

    String app() {
        return app;
    }

    Offer offer(String tool) {
        return offers.of(tool);
    }

    boolean has(String path) {
        return tree.entry(path).filter(entry -> entry.isFile()).isPresent();
    }

    boolean hasFolder(String path) {
        return !tree.list(path).isEmpty();
    }

    Optional<String> text(String path) {
        return tree.text(path, SMALL).map(text -> text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    void note(String field, String value, @Nullable String file, String because) {
        evidence.add(new Evidence(field, value, file, because));
    }

    void note(List<Evidence> more) {
        evidence.addAll(more);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    void framework(String name, @Nullable String file, String because) {
        framework = name;
        note("framework", name, file, because);
    }

    @Nullable String framework() {
        return framework;
    }

    void build(String command, @Nullable String file, String because) {
        build = new Plan.Build(command);
        note("build.command", command, file, because);
    }

    boolean builds() {
        return build != null;
    }

    void site(String root, boolean spa, @Nullable String file, String because) {
        site = new Plan.Site(root, spa);
        note("static.root", root, file, because);
    }

    void process(String type, String command, @Nullable String file, String because) {
        processes.put(type, new Plan.ProcessType(command));
        note("processes." + type, command, file, because);
    }

    boolean hasProcess(String type) {
        return processes.containsKey(type);
    }

    void env(String name, String value) {
        env.put(name, value);
    }

    /** Takes over what a Procfile names. */
    void procfile() {
        Map<String, String> named = Procfile.read(this);
        named.forEach((type, command) -> process(type, command, Procfile.FILE, "the Procfile names it"));
    }

    /** A no in the one grammar: reason without a full stop, and the next thing to do as a sentence. */
    Fault refuse(String reason, String hint) {
        return Fault.of(FaultCode.UNSUPPORTED, "Could not plan \"" + app + "\": " + reason + ".", hint);
    }

    Plan plan(
            String stack,
            Plan.@Nullable Toolchain toolchain,
            @Nullable String packageManager,
            Plan.@Nullable Go go,
            Plan.@Nullable Python python) {
        return new Plan(
                1,
                app,
                stack,
                ".",
                toolchain,
                packageManager == null ? null : new Plan.Installer(packageManager),
                framework,
                build,
                processes,
                site,
                go,
                python,
                env,
                evidence,
                warnings);
    }
}
