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
 * @param go settings of the Go buildpack
 * @param python settings of the Python buildpack
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
        @Nullable Go go,
        @Nullable Python python,
        SortedMap<String, String> env,
        List<Evidence> evidence,
        List<String> warnings) {

    public Plan {
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

    /** Who installs dependencies. */
    public record Installer(String name) {}

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

    /**
     * A Go program.
     *
     * @param mainPackage its package, relative
     * @param vendored whether vendor/ holds what it needs
     * @param binary name of the program
     */
    public record Go(@JsonProperty("package") String mainPackage, boolean vendored, String binary) {}

    /** A Python app; the buildpack needs no setting of its own today. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Python() {}
}
