package io.firn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class Common {
    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** Options of commands that concern one app. */
    static final class OfApp {
        @Option(
                names = {"-a", "--app"},
                paramLabel = "APP",
                description = "The app; without it, the one that a git remote of this folder leads to.")
        @Nullable String app;
    }
}
