package io.firn.detect.node;

import io.firn.detect.Findings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the frameworks of the Node.js world: by which dependency they show, and, for those that make sites, where
 * the files land and which commands are development servers that must not run in production.
 *
 * @param name as a plan names it
 * @param dependency package that shows it
 * @param output folder that a build writes a site to; none for servers
 * @param spa whether unknown paths of that site get its first page
 * @param development how a start script begins that only serves for development
 */
record NodeFramework(String name, String dependency, @Nullable String output, boolean spa, List<String> development) {
    /** In order: what brings a server of its own, then site makers, then plain build tools. */
    private static final List<NodeFramework> ALL = List.of(
            new NodeFramework("next", "next", null, false, List.of("next start", "next dev")),
            server("tanstack-start", "@tanstack/react-start"),
            server("nuxt", "nuxt"),
            server("nest", "@nestjs/core"),
            server("remix", "@remix-run/serve"),
            server("react-router", "@react-router/serve"),
            server("sveltekit", "@sveltejs/kit"),
            site("astro", "astro", "dist", false, "astro"),
            site("gatsby", "gatsby", "public", false, "gatsby"),
            site("docusaurus", "@docusaurus/core", "build", false, "docusaurus"),
            server("express", "express"),
            server("fastify", "fastify"),
            server("koa", "koa"),
            server("hapi", "@hapi/hapi"),
            server("hono", "@hono/node-server"),
            site("eleventy", "@11ty/eleventy", "_site", false, "eleventy"),
            site("angular", "@angular/core", "dist", true, "ng serve", "ng s"),
            site("create-react-app", "react-scripts", "build", true, "react-scripts start"),
            site("vue-cli", "@vue/cli-service", "dist", true, "vue-cli-service serve"),
            site("parcel", "parcel", "dist", true, "parcel"),
            site("vite", "vite", "dist", true, "vite"));

    private static final Pattern OUT_DIR =
            Pattern.compile("\\boutDir\\s*:\\s*[\"'](?:\\./)?([A-Za-z0-9._/-]{1,100})[\"']");
    private static final Pattern OUTPUT_PATH =
            Pattern.compile("\"outputPath\"\\s*:\\s*\"(?:\\./)?([A-Za-z0-9._/-]{1,100})\"");
    private static final Pattern EXPORT = Pattern.compile("\\boutput\\s*:\\s*[\"']export[\"']");

    static Optional<NodeFramework> of(NodePackage manifest) {
        return ALL.stream()
                .filter(framework -> manifest.dependsOn(framework.dependency()))
                .findFirst();
    }

    /** Whether a start script is this framework's server for development or preview. */
    boolean isDevelopment(String script) {
        String plain = script.replaceFirst("^(?:npx |cross-env |(?:[A-Z_]+=\\S+ ))+", "");
        return development.stream().anyMatch(begin -> plain.equals(begin) || plain.startsWith(begin + " "));
    }

    /** Where the site lands after a build, or none where the app is a server. */
    Optional<String> siteOutput(Findings findings, NodePackage manifest) {
        return switch (name) {
            case "next" -> exportsNext(findings) ? Optional.of("out") : Optional.empty();
            case "sveltekit" ->
                manifest.dependsOn("@sveltejs/adapter-static") ? Optional.of("build") : Optional.empty();
            case "astro" ->
                manifest.dependsOn("@astrojs/node")
                        ? Optional.empty()
                        : Optional.of(
                                configured(findings, "astro.config", OUT_DIR).orElse("dist"));
            case "vite" ->
                Optional.of(configured(findings, "vite.config", OUT_DIR).orElse("dist"));
            case "angular" -> Optional.of(angular(findings));
            default -> Optional.ofNullable(output);
        };
    }

    /** The command that serves a build of this framework, where the package names none itself. */
    Optional<String> serverCommand(NodePackage manifest) {
        return switch (name) {
            case "next" -> Optional.of("next start");
            case "nuxt" -> Optional.of("node .output/server/index.mjs");
            case "nest" -> Optional.of("node dist/main");
            case "remix" -> Optional.of("remix-serve ./build/server/index.js");
            case "react-router" -> Optional.of("react-router-serve ./build/server/index.js");
            case "sveltekit" ->
                manifest.dependsOn("@sveltejs/adapter-node") ? Optional.of("node build") : Optional.empty();
            case "astro" ->
                manifest.dependsOn("@astrojs/node") ? Optional.of("node ./dist/server/entry.mjs") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean exportsNext(Findings findings) {
        return List.of("next.config.js", "next.config.mjs", "next.config.ts").stream()
                .anyMatch(file -> EXPORT.matcher(findings.text(file).orElse("")).find());
    }

    private static Optional<String> configured(Findings findings, String base, Pattern setting) {
        for (String ending : List.of(".js", ".mjs", ".ts", ".mts", ".cjs")) {
            Matcher matcher = setting.matcher(findings.text(base + ending).orElse(""));
            if (matcher.find() && isPlain(matcher.group(1))) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    /** Angular's application builder writes below {@code browser}; older builders write to the output path itself. */
    private static String angular(Findings findings) {
        String settings = findings.text("angular.json").orElse("");
        Matcher matcher = OUTPUT_PATH.matcher(settings);
        String base = matcher.find() && isPlain(matcher.group(1)) ? matcher.group(1) : "dist/" + findings.app();
        boolean application = settings.contains(":application\"");
        return application ? base + "/browser" : base;
    }

    private static boolean isPlain(String path) {
        return List.of(path.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    private static NodeFramework server(String name, String dependency) {
        return new NodeFramework(name, dependency, null, false, List.of());
    }

    private static NodeFramework site(
            String name, String dependency, String output, boolean spa, String... development) {
        return new NodeFramework(name, dependency, output, spa, List.of(development));
    }
}
