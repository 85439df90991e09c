package io.firn.nix;

import io.firn.exec.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Firn asks of Nix on a builder, as argv. All of it works on the builder's own store (not through a daemon), as its
 * root user, with Nix 2.24 or newer.
 */
public final class NixCommands {
    private static final Map<String, String> RESTRICTED = Map.of(
            "pure-eval", "true",
            "restrict-eval", "true",
            "allowed-uris", "path:/nix/store/",
            "allow-import-from-derivation", "false",
            "accept-flake-config", "false",
            "flake-registry", "",
            "sandbox", "true",
            "sandbox-fallback", "false");

    private NixCommands() {}

    /** Nix's version. */
    public static Command version() {
        return local(List.of("nix", "--version"));
    }

    /**
     * Evaluates an installable within limits (nothing but the store can be read, nothing is built while evaluating) and builds
     * it; prints the output paths. The options are whole: {@link #restricted()} and what the caller adds.
     */
    public static Command build(String installable, Map<String, String> options) {
        var argv = nix("build", "--no-link", "--print-out-paths", "--print-build-logs", "--no-write-lock-file");
        options(argv, options);
        argv.add(installable);
        return local(argv);
    }

    /** Evaluates only: prints the path of the derivation behind an installable, and instantiates it. */
    public static Command derivation(String installable, Map<String, String> options) {
        var argv = nix("path-info", "--derivation");
        options(argv, options);
        argv.add(installable);
        return local(argv);
    }

    /** Describes paths as JSON, for {@link PathInfoJson#parse}; with all that they refer to. */
    public static Command closure(Collection<StorePath> roots) {
        var argv = nix("path-info", "--json", "--recursive");
        roots.forEach(root -> argv.add(root.toString()));
        return local(argv).keeping(64L << 20);
    }

    /** Describes these paths alone as JSON, for {@link PathInfoJson#parse}. */
    public static Command pathInfo(Collection<StorePath> paths) {
        var argv = nix("path-info", "--json");
        paths.forEach(path -> argv.add(path.toString()));
        return local(argv).keeping(64L << 20);
    }

    /** Prints those of the paths that the store does not have. */
    public static Command invalid(Collection<StorePath> paths) {
        var argv = new ArrayList<>(List.of("nix-store", "--check-validity", "--print-invalid"));
        paths.forEach(path -> argv.add(path.toString()));
        return local(argv);
    }

    /** Describes all valid paths of the store as JSON, for {@link StoreEntry#parse}. */
    public static Command everything() {
        var argv = nix("path-info", "--json", "--all");
        return local(argv).keeping(512L << 20);
    }

    /** Prints the paths that no root of the store reaches; leftovers that are no valid paths among them. */
    public static Command dead() {
        return local(List.of("nix-store", "--gc", "--print-dead")).keeping(256L << 20);
    }

    /** Deletes these paths; those that are alive, or that others not named here refer to, make it fail. */
    public static Command delete(Collection<StorePath> paths) {
        var argv = new ArrayList<>(List.of("nix-store", "--delete"));
        paths.forEach(path -> argv.add(path.toString()));
        return local(argv);
    }

    /** Makes files with the same content one; says on standard error how much that saved. */
    public static Command optimise() {
        return local(List.of("nix-store", "--optimise"));
    }

    /** Prints all that a derivation was built from, derivations and those of their outputs that the store has. */
    public static Command builtFrom(StorePath derivation) {
        return local(List.of("nix-store", "--query", "--requisites", "--include-outputs", derivation.toString()))
                .keeping(64L << 20);
    }

    /** A derivation with all that it stands on, as JSON. */
    public static Command derivations(StorePath derivation) {
        return local(nix("derivation", "show", "--recursive", derivation.toString()))
                .keeping(256L << 20);
    }

    /** Writes a path's NAR to standard output. */
    public static Command dump(StorePath path) {
        return local(List.of("nix-store", "--dump", path.toString()));
    }

    /** Hands out many NARs with one start of Nix: answers {@link NixServe#requests} on standard input. */
    public static Command serve() {
        return local(List.of("nix-store", "--serve"));
    }

    /** Takes paths in from a {@link NixExport} stream on standard input; prints them. */
    public static Command importPaths() {
        return local(List.of("nix-store", "--import"));
    }

    /** Keeps a path from being collected for as long as the link exists. */
    public static Command addRoot(StorePath path, String link) {
        return local(List.of("nix-store", "--realise", path.toString(), "--add-root", link));
    }

    /** Copies paths, with all they refer to, from a binary cache into the store. */
    public static Command substitute(String cacheUrl, VerifyingKey key, Collection<StorePath> paths) {
        var argv = new ArrayList<>(List.of("nix-store", "--realise"));
        options(argv, Map.of("substituters", cacheUrl, "trusted-public-keys", key.toString(), "require-sigs", "true"));
        paths.forEach(path -> argv.add(path.toString()));
        return local(argv);
    }

    /** The limits under which users' flakes are evaluated and built. */
    public static Map<String, String> restricted() {
        return RESTRICTED;
    }

    private static List<String> nix(String... arguments) {
        var argv = new ArrayList<>(List.of("nix", "--extra-experimental-features", "nix-command flakes"));
        argv.addAll(List.of(arguments));
        return argv;
    }

    private static void options(List<String> argv, Map<String, String> options) {
        new TreeMap<>(options).forEach((name, value) -> argv.addAll(List.of("--option", name, value)));
    }

    private static Command local(List<String> argv) {
        return Command.of(argv).withEnv("NIX_REMOTE", "local");
    }
}
