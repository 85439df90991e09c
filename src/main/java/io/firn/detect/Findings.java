package io.firn.detect;

import io.firn.fault.Fault;
import io.firn.fault.FaultCode;
import io.firn.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
    private final FirnToml owner;
    private final String member;
    private final Set<String> said = new HashSet<>();
    private boolean saying = true;
    private final List<Evidence> evidence = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Fault> unmet = new ArrayList<>();
    private final SortedMap<String, Plan.ProcessType> processes = new TreeMap<>();
    private final SortedMap<String, String> env = new TreeMap<>();
    private final SortedMap<String, String> settings = new TreeMap<>();
    private @Nullable String framework;
    private Plan.@Nullable Health health;
    private Plan.@Nullable Build build;
    private Plan.@Nullable Site site;
    private Plan.@Nullable Test test;
    private Plan.@Nullable Installer installer;

    /** Begins a plan. */
    public Findings(String app, Tree tree, Offers offers) {
        this(app, tree, offers, FirnToml.none(), "");
    }

    /**
     * Begins a plan that the repository's owner has said something about.
     *
     * @param member folder of the app where it is a member of a workspace that the tree holds whole; else empty
     */
    Findings(String app, Tree tree, Offers offers, FirnToml owner, String member) {
        this.app = app;
        this.tree = tree;
        this.offers = offers;
        this.owner = owner;
        this.member = member;
        said();
    }

    private void said() {
        String because = "firn.toml says so";
        owner.map("processes").forEach((type, command) -> process(type, command, FirnToml.FILE, because));
        owner.map("env").forEach(this::env);
        owner.map("settings").forEach((key, value) -> setting(key, value, FirnToml.FILE, because));
        owner.text("framework").ifPresent(name -> framework(name, FirnToml.FILE, because));
        owner.text("test", "command").ifPresent(command -> test(command, FirnToml.FILE, because));
        owner.text("health", "path").ifPresent(path -> health(path, FirnToml.FILE, because));
        owner.text("build", "command").ifPresent(command -> build(command, FirnToml.FILE, because));
        owner.text("static", "root").ifPresent(root -> {
            site(root, owner.flag("static", "spa").orElse(false), FirnToml.FILE, because);
            if (!hasProcess("web")) {
                process("web", "firn-static", FirnToml.FILE, "a folder is served by the file server");
            }
        });
        owner.port().ifPresent(number -> note("port", number.toString(), FirnToml.FILE, because));
        saying = false;
    }

    /** What the repository's owner says in firn.toml; it goes before what is found. */
    public FirnToml owner() {
        return owner;
    }

    /** Folder of the app inside a workspace, as its owner names it; empty where nobody does. */
    public String member() {
        return member;
    }

    /** Whether a field is still to be found: its owner has not said it. */
    private boolean open(String field) {
        if (saying) {
            return said.add(field);
        }
        return !said.contains(field);
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

    /** The one version of another tool that a version of a tool runs on; empty where it runs on any. */
    public Optional<String> bound(String tool, String version, String other) {
        return offers.bound(tool, version, other);
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
        if (!open("framework")) {
            return;
        }
        framework = name;
        note("framework", name, file, because);
    }

    /** What the app is written with, so far. */
    public @Nullable String framework() {
        return framework;
    }

    /** The command that runs once. */
    public void build(String command, @Nullable String file, String because) {
        if (!open("build")) {
            return;
        }
        build = new Plan.Build(command);
        note("build.command", command, file, because);
    }

    /** Whether a command runs once. */
    public boolean builds() {
        return build != null && !build.command().isEmpty();
    }

    /** The command that runs once, so far; empty where there is none. */
    public String buildCommand() {
        return build == null ? "" : build.command();
    }

    /** The command that tests. */
    public void test(String command, @Nullable String file, String because) {
        if (!open("test")) {
            return;
        }
        test = new Plan.Test(command);
        note("test.command", command, file, because);
    }

    /** The path that a healthy app answers. */
    public void health(String path, @Nullable String file, String because) {
        if (!open("health")) {
            return;
        }
        health = new Plan.Health(path);
        note("health.path", path, file, because);
    }

    /** What the stack's buildpack wants besides, by a key that its README names. */
    public void setting(String key, String value, @Nullable String file, String because) {
        if (!open("settings." + key)) {
            return;
        }
        settings.put(key, value);
        note("settings." + key, value, file, because);
    }

    /** The folder that is served. */
    public void site(String root, boolean spa, @Nullable String file, String because) {
        if (!open("static")) {
            return;
        }
        site = new Plan.Site(root, spa);
        note("static.root", root, file, because);
    }

    /** Whether any process type has a command. */
    public boolean hasProcesses() {
        return !processes.isEmpty();
    }

    /** The command of a process type. */
    public void process(String type, String command, @Nullable String file, String because) {
        if (!open("processes." + type)) {
            return;
        }
        processes.put(type, new Plan.ProcessType(command));
        note("processes." + type, command, file, because);
    }

    /** The command of a process type. */
    public Optional<String> command(String type) {
        return Optional.ofNullable(processes.get(type)).map(Plan.ProcessType::command);
    }

    /** What stands where a web process could be named, for a refusal: no Procfile, or one that names others. */
    public String noWeb() {
        return processes.isEmpty()
                ? "there is no Procfile"
                : "only " + String.join(", ", processes.keySet()) + " is named, and no web process";
    }

    /** Whether a process type has a command. */
    public boolean hasProcess(String type) {
        return processes.containsKey(type);
    }

    /** A variable that the app may override. */
    public void env(String name, String value) {
        if (!open("env." + name)) {
            return;
        }
        env.put(name, value);
    }

    /** Takes over what a Procfile, a heroku.yml and an app.json name; see docs/reference/detection.md for their order. */
    public void procfile() {
        new ProcessFiles(this).read();
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

    /**
     * Dependencies are named, and no lock file says which exactly: the service has their tool make one, once.
     *
     * @param missing what is missing, as "there is no Cargo.lock"
     * @param command by which a developer makes the lock file
     */
    public void unlocked(String manifest, String missing, String lock, String command) {
        setting(
                Plan.LOCK,
                "recorded",
                manifest,
                "it names dependencies, and " + missing + " that says which exact ones");
        warn(missing.substring(0, 1).toUpperCase(Locale.ROOT) + missing.substring(1)
                + ": which exact dependencies are used is resolved once, at the first deploy, and stays so until "
                + manifest + " asks for others or the app is upgraded. Run \"" + command + "\" and commit " + lock
                + " to decide it yourself.");
    }

    /** Who installs dependencies, in which version; none is the package set's own. */
    public void installer(String name, @Nullable String version, @Nullable String file, String because) {
        installer = new Plan.Installer(name, version);
        note("packageManager", version == null ? name : name + "@" + version, file, because);
    }

    /** The plan of what was found; {@code toolchain} where the stack has one. */
    public Plan plan(String stack, Plan.@Nullable Toolchain toolchain) {
        return new Plan(
                1,
                app,
                stack,
                ".",
                toolchain,
                installer,
                framework,
                wholeBuild(),
                processes,
                site,
                test,
                health,
                owner.port().orElse(null),
                settings,
                env,
                evidence,
                warnings);
    }

    /** The owner's install command goes before the build; an empty build command is none. */
    private Plan.@Nullable Build wholeBuild() {
        String install = owner.text("build", "install").orElse("");
        String command = build == null ? "" : build.command();
        String whole = install.isEmpty() || command.isEmpty() ? install + command : install + " && " + command;
        return whole.isEmpty() ? null : new Plan.Build(whole);
    }
}
