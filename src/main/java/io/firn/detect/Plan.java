package io.firn.detect;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an app is built and started, as pure data: the content of {@code plan.json}. Evidence and warnings are for people; they
 * never change what is built.
 *
 * @param schema version of this form; 1
 * @param name the app's name
 * @param stack folder of the buildpack
 * @param subdir folder of the app inside the repository
 * @param toolchain the stack's main tool, in an exact version
 * @param packageManager who installs dependencies
 * @param framework what the app is written with, where it matters
 * @param build command that runs once, in the sandbox
 * @param processes process types with their commands
 * @param site what is served as files, where anything is
 * @param test command that runs once after the build, where the app has one; a failure stops the release
 * @param health how a started app is asked whether it is well
 * @param port where the app listens that does not read {@code PORT}
 * @param settings what the stack's buildpack wants besides; keys stand in {@code buildpacks/<stack>/README.md}
 * @param env variables at build and run time that the app may override
 * @param evidence why the plan is as it is
 * @param warnings what its owner should know
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Plan(
        int schema,
        String name,
        String stack,
        String subdir,
        @Nullable Toolchain toolchain,
        @Nullable Installer packageManager,
        @Nullable String framework,
        @Nullable Build build,
        SortedMap<String, ProcessType> processes,
        @JsonProperty("static") @Nullable Site site,
        @Nullable Test test,
        @Nullable Health health,
        @Nullable Integer port,
        SortedMap<String, String> settings,
        SortedMap<String, String> env,
        List<Evidence> evidence,
        List<String> warnings) {
    /** Name of the setting that says where the lock file is, of apps that have none of their own: {@code recorded}. */
    public static final String LOCK = "lock";
    /** Name of the setting that says where a recorder is, of plans by which dependencies are resolved. */
    public static final String RECORDER = "recorder";
    /** Name of the setting that says which build secrets a Dockerfile mounts, and where: {@code NAME=LINE} and spaces. */
    public static final String MOUNTS = "docker.secrets";

    public Plan {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(orEmpty(settings)));
        processes = Collections.unmodifiableSortedMap(new TreeMap<>(orEmpty(processes)));
        env = Collections.unmodifiableSortedMap(new TreeMap<>(orEmpty(env)));
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** Reads a plan.json. */
    public static Plan parse(String json) {
        return Json.read("plan.json", json, Plan.class);
    }

    /** The command of a process type, where the plan has it. */
    public Optional<String> command(String process) {
        return Optional.ofNullable(processes.get(process)).map(ProcessType::command);
    }

    /** The same plan for an app in a folder of its repository. */
    Plan in(String folder) {
        return changed(folder, settings);
    }

    /** This plan with more settings for its buildpack. */
    public Plan with(Map<String, String> more) {
        var all = new TreeMap<>(settings);
        all.putAll(more);
        return changed(subdir, all);
    }

    private Plan changed(String folder, SortedMap<String, String> all) {
        return new Plan(
                schema,
                name,
                stack,
                folder,
                toolchain,
                packageManager,
                framework,
                build,
                processes,
                site,
                test,
                health,
                port,
                all,
                env,
                evidence,
                warnings);
    }

    /** The text of plan.json: indented, always the same for the same plan. */
    public String toJson() {
        return Json.write(this);
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    /**
     * A tool in an exact version that the package set offers.
     *
     * @param asked what the repository asks for, as it writes it
     */
    public record Toolchain(String name, @Nullable String asked, String version) {}

    /**
     * Who installs dependencies.
     *
     * @param version exact, as {@code versions.json} offers it; none is the package set's own
     */
    public record Installer(String name, @Nullable String version) {}

    /** A command that builds. */
    public record Build(String command) {}

    /** A process type. */
    public record ProcessType(String command) {}

    /**
     * Files that are served.
     *
     * @param root folder that is served
     * @param spa whether unknown paths get the first page
     */
    public record Site(String root, boolean spa) {}

    /** A command that tests, in the sandbox. */
    public record Test(String command) {}

    /** The path that a healthy app answers with a status below 400. */
    public record Health(String path) {}
}
