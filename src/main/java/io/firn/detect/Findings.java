package io.firn.detect;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a detector has found while it makes a plan: the fields, each with its evidence, and the way to say no. */
public final class Findings {
    /** Hand-written files (package.json, Procfile, a module of an app) are small; more is not looked at. */
    public static final int SMALL = 1 << 20;

    private final String app;
    private final Tree tree;
    private final Offers offers;
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Fault> unmet = new ArrayList<>();
    private final SortedMap<String, Plan.ProcessType> processes = new TreeMap<>();
    private final SortedMap<String, String> env = new TreeMap<>();
    private final SortedMap<String, String> settings = new TreeMap<>();
    private @Nullable String framework;
    private Plan.@Nullable Build build;
    private Plan.@Nullable Site site;
    private Plan.@Nullable Test test;
    private Plan.@Nullable Installer installer;

    /** Begins a plan. */
    public Findings(String app, Tree tree, Offers offers) {
        this.app = app;
        this.tree = tree;
        this.offers = offers;
    }

    /** The app's files. */
    public Tree tree() {
        return tree;
    }

    /** The app's name. */
    public String app() {
        return app;
    }

    /** What the package set has of a tool. */
    public Offer offer(String tool) {
        return offers.of(tool);
    }

    /** Whether there is a regular file. */
    public boolean has(String path) {
        return tree.entry(path).filter(entry -> entry.isFile()).isPresent();
    }

    /** Whether there is a folder with anything in it. */
    public boolean hasFolder(String path) {
        return !tree.list(path).isEmpty();
    }

    /** Content of a hand-written file without a byte order mark; empty where there is none or it is larger than {@link #SMALL}. */
    public Optional<String> text(String path) {
        return tree.text(path, SMALL).map(text -> text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** The first bytes of a file that may be large; empty where there is none. */
    public Optional<String> head(String path, int bytes) {
        if (!has(path)) {
            return Optional.empty();
        }
        try (InputStream in = tree.open(path)) {
            return Optional.of(new String(in.readNBytes(bytes), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // what cannot be read says nothing
        }
    }

    /** Says why a field has its value. */
    public void note(String field, String value, @Nullable String file, String because) {
        evidence.add(new Evidence(field, value, file, because));
    }

    /** Says more of the same. */
    public void note(List<Evidence> more) {
        evidence.addAll(more);
    }

    /** Says what the owner should know: one sentence. */
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    /** What the app is written with. */
    public void framework(String name, @Nullable String file, String because) {
        framework = name;
        note("framework", name, file, because);
    }

    /** What the app is written with, so far. */
    public @Nullable String framework() {
        return framework;
    }

    /** The command that runs once. */
    public void build(String command, @Nullable String file, String because) {
        build = new Plan.Build(command);
        note("build.command", command, file, because);
    }

    /** Whether a command runs once. */
    public boolean builds() {
        return build != null;
    }

    /** The command that tests. */
    public void test(String command, @Nullable String file, String because) {
        test = new Plan.Test(command);
        note("test.command", command, file, because);
    }

    /** What the stack's buildpack wants besides, by a key that its README names. */
    public void setting(String key, String value, @Nullable String file, String because) {
        settings.put(key, value);
        note("settings." + key, value, file, because);
    }

    /** The folder that is served. */
    public void site(String root, boolean spa, @Nullable String file, String because) {
        site = new Plan.Site(root, spa);
        note("static.root", root, file, because);
    }

    /** The command of a process type. */
    public void process(String type, String command, @Nullable String file, String because) {
        processes.put(type, new Plan.ProcessType(command));
        note("processes." + type, command, file, because);
    }

    /** Whether a process type has a command. */
    public boolean hasProcess(String type) {
        return processes.containsKey(type);
    }

    /** A variable that the app may override. */
    public void env(String name, String value) {
        env.put(name, value);
    }

    /** Takes over what a Procfile names. */
    public void procfile() {
        Map<String, String> named = Procfile.read(this);
        named.forEach((type, command) -> process(type, command, Procfile.FILE, "the Procfile names it"));
    }

    /** A no in the one grammar: reason without a full stop, and the next thing to do as a sentence. */
    public Fault refuse(String reason, String hint) {
        return Fault.of(FaultCode.UNSUPPORTED, "Could not plan \"" + app + "\": " + reason + ".", hint);
    }

    /** Says no to one thing and goes on: the rest of the plan is drafted for people, and nothing is built. */
    public void unmet(Fault fault) {
        unmet.add(fault);
    }

    /** What stands in the way of the plan. */
    List<Fault> unmet() {
        return List.copyOf(unmet);
    }

    /** Who installs dependencies, in which version; none is the package set's own. */
    public void installer(String name, @Nullable String version, @Nullable String file, String because) {
        installer = new Plan.Installer(name, version);
        note("packageManager", version == null ? name : name + "@" + version, file, because);
    }

    /** The plan of what was found; {@code toolchain} where the stack has one. */
    public Plan plan(String stack, Plan.@Nullable Toolchain toolchain) {
        return new Plan(
                1, app, stack, ".", toolchain, installer, framework, build, processes, site, test, null, null, settings,
                env, evidence, warnings);
    }
}
