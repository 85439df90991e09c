package io.firn.flake;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.firn.detect.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an app depends on, as exact files with hashes: the content of {@code deps.json}. Nix reads this instead of lock files.
 *
 * @param schema version of this form; 1
 * @param kind {@code npm}, {@code python}, {@code cargo}, {@code composer}, {@code go} and their like, or {@code none}
 * @param lockDigest SRI of the lock file's bytes
 * @param files what is fetched
 * @param supplied what the package set supplies
 * @param links places that lead to another: to a package's place, or to a folder of the repository
 * @param inputs inputs of the repository's own flake that lie in the store before it is evaluated, by their node of flake.lock
 * @param packages what the app's code names of its dependencies, where they are compiled ahead of it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Deps(
        int schema,
        String kind,
        @Nullable String lockDigest,
        List<SourceFile> files,
        List<Supplied> supplied,
        @JsonInclude(Include.NON_EMPTY) List<Link> links,
        @JsonInclude(Include.NON_EMPTY) List<String> packages,
        @JsonInclude(Include.NON_EMPTY) Map<String, Input> inputs) {
    public Deps {
        files = List.copyOf(files);
        supplied = List.copyOf(supplied);
        links = links == null ? List.of() : List.copyOf(links);
        packages = packages == null ? List.of() : List.copyOf(packages);
        inputs = inputs == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(inputs));
    }

    /** Dependencies of which some are compiled ahead. */
    public Deps(
            int schema,
            String kind,
            @Nullable String lockDigest,
            List<SourceFile> files,
            List<Supplied> supplied,
            List<Link> links,
            List<String> packages) {
        this(schema, kind, lockDigest, files, supplied, links, packages, Map.of());
    }

    /** Dependencies of which nothing is compiled ahead. */
    public Deps(
            int schema,
            String kind,
            @Nullable String lockDigest,
            List<SourceFile> files,
            List<Supplied> supplied,
            List<Link> links) {
        this(schema, kind, lockDigest, files, supplied, links, List.of(), Map.of());
    }

    /** Dependencies without links. */
    public Deps(int schema, String kind, @Nullable String lockDigest, List<SourceFile> files, List<Supplied> supplied) {
        this(schema, kind, lockDigest, files, supplied, List.of(), List.of(), Map.of());
    }

    /** An app without dependencies. */
    public static Deps none() {
        return new Deps(1, "none", null, List.of(), List.of());
    }

    /** Reads a deps.json. */
    public static Deps parse(String json) {
        return Json.read("deps.json", json, Deps.class);
    }

    /** The text of deps.json: indented, always the same for the same lock file. */
    public String toJson() {
        return Json.write(this);
    }

    /**
     * One file of a registry.
     *
     * @param path where it is laid out, for npm
     * @param registry neutral name of the registry
     * @param file its path there
     * @param hash SRI
     * @param dev whether only builds need it
     * @param optional whether the app runs without it
     * @param os operating systems it is for; all where empty
     * @param cpu processors it is for; all where empty
     * @param libc C libraries it is for; all where empty
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SourceFile(
            String name,
            String version,
            @JsonInclude(Include.NON_NULL) @Nullable String path,
            String registry,
            String file,
            String hash,
            boolean dev,
            boolean optional,
            @JsonInclude(Include.NON_EMPTY) List<String> os,
            @JsonInclude(Include.NON_EMPTY) List<String> cpu,
            @JsonInclude(Include.NON_EMPTY) List<String> libc) {
        public SourceFile {
            os = os == null ? List.of() : List.copyOf(os);
            cpu = cpu == null ? List.of() : List.copyOf(cpu);
            libc = libc == null ? List.of() : List.copyOf(libc);
        }

        /** A file that every build and every run needs. */
        public static SourceFile of(String name, String version, String registry, String file, String hash) {
            return new SourceFile(
                    name, version, null, registry, file, hash, false, false, List.of(), List.of(), List.of());
        }
    }

    /**
     * A place that leads to another; both are paths of the repository.
     *
     * @param path where the link lies
     * @param target a package's place (it holds {@code node_modules}), or a folder of the repository
     * @param dev whether only builds need it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Link(String path, String target, boolean dev) {}

    /**
     * A tree of another repository.
     *
     * @param path store path that it gets, named {@code source}
     * @param narHash SRI of its content
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Input(String path, String narHash) {}

    /**
     * A library of the package set.
     *
     * @param name as the language's own index has it
     * @param asked specifier of the repository, where there is one
     * @param packageName name in the package set
     */
    public record Supplied(
            String name, @Nullable String asked, @JsonProperty("package") String packageName, String version) {}
}
