package io.firn.detect.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A framework of the Node.js world: by which dependencies it shows, where a build of it lands, and which commands of it are
 * servers for development that must not run in production.
 *
 * @param name as a plan names it
 * @param kind whether it makes a server, a site, either, or is a library that servers are written with
 * @param dependencies packages that show it
 * @param output folder that a build writes a site to
 * @param spa whether unknown paths of that site get its first page
 * @param builds command that builds, where the manifest has no script for it
 * @param config base name of its configuration file; shows it in a workspace whose dependencies the root names
 * @param development how a start script begins that only serves for development
 */
record NodeFramework(
        String name,
        Kind kind,
        List<String> dependencies,
        @Nullable String output,
        boolean spa,
        @Nullable String builds,
        @Nullable String config,
        List<String> development) {

    enum Kind {
        SERVER,
        SITE,
        LIBRARY
    }

    /** In order: what brings a server of its own, then site makers, then libraries of servers, then plain build tools. */
    private static final List<NodeFramework> ALL = List.of(
            server("next", "next build", "next.config", List.of("next"), "next dev"),
            server(
                    "tanstack-start",
                    "vite build",
                    null,
                    List.of("@tanstack/react-start", "@tanstack/solid-start", "@tanstack/start"),
                    "vite",
                    "vinxi dev"),
            server("nuxt", "nuxt build", "nuxt.config", List.of("nuxt", "nuxt3", "nuxt-edge"), "nuxt dev", "nuxi dev"),
            server("nest", "nest build", null, List.of("@nestjs/core"), "nest start"),
            server(
                    "remix",
                    "remix vite:build",
                    null,
                    List.of("@remix-run/dev", "@remix-run/serve", "@remix-run/node"),
                    "remix dev",
                    "remix vite:dev",
                    "vite"),
            server(
                    "react-router",
                    "react-router build",
                    "react-router.config",
                    List.of("@react-router/dev"),
                    "react-router dev",
                    "vite"),
            server("sveltekit", "vite build", "svelte.config", List.of("@sveltejs/kit"), "vite", "svelte-kit dev"),
            server("solid-start", "vinxi build", null, List.of("@solidjs/start", "solid-start"), "vinxi dev", "vite"),
            server("qwik", "qwik build", null, List.of("@builder.io/qwik-city"), "vite", "qwik dev"),
            server("redwood", "rw build", null, List.of("@redwoodjs/core"), "rw dev"),
            server("nitro", "nitro build", "nitro.config", List.of("nitropack", "nitro"), "nitro dev"),
            server("sapper", "sapper build", null, List.of("sapper"), "sapper dev"),
            server("adonis", "node ace build", null, List.of("@adonisjs/core"), "node ace serve", "adonis serve"),
            site("astro", "dist", false, "astro build", "astro.config", List.of("astro"), "astro"),
            site("gatsby", "public", false, "gatsby build", "gatsby-config", List.of("gatsby"), "gatsby"),
            site(
                    "docusaurus",
                    "build",
                    false,
                    "docusaurus build",
                    "docusaurus.config",
                    List.of("@docusaurus/core"),
                    "docusaurus"),
            site(
                    "docusaurus-1",
                    "build",
                    false,
                    "docusaurus-build",
                    "siteConfig",
                    List.of("docusaurus"),
                    "docusaurus-start"),
            site("vitepress", ".vitepress/dist", false, "vitepress build", null, List.of("vitepress"), "vitepress"),
            site("vuepress", ".vuepress/dist", false, "vuepress build", null, List.of("vuepress"), "vuepress"),
            site("hexo", "public", false, "hexo generate", null, List.of("hexo"), "hexo"),
            site("slidev", "dist", true, "slidev build", null, List.of("@slidev/cli"), "slidev"),
            site("rspress", "doc_build", false, "rspress build", null, List.of("rspress", "@rspress/core"), "rspress"),
            site("umi", "dist", true, "umi build", null, List.of("umi", "@umijs/max"), "umi dev", "max dev"),
            site(
                    "quasar",
                    "dist/spa",
                    true,
                    "quasar build",
                    "quasar.config",
                    List.of("@quasar/app-vite", "@quasar/app-webpack", "@quasar/app"),
                    "quasar dev",
                    "quasar serve"),
            site("expo", "dist", true, "expo export --platform web", null, List.of("expo"), "expo"),
            library("express", "express"),
            library("fastify", "fastify"),
            library("koa", "koa"),
            library("hapi", "@hapi/hapi"),
            library("hono", "hono"),
            library("elysia", "elysia"),
            library("apollo", "@apollo/server"),
            library("socket.io", "socket.io"),
            library("polka", "polka"),
            library("restify", "restify"),
            site("eleventy", "_site", false, "eleventy", null, List.of("@11ty/eleventy"), "eleventy"),
            site("angular", "dist", true, "ng build", null, List.of("@angular/core"), "ng serve", "ng s", "ng start"),
            site(
                    "create-react-app",
                    "build",
                    true,
                    "react-scripts build",
                    null,
                    List.of("react-scripts"),
                    "react-scripts start",
                    "react-app-rewired start",
                    "craco start"),
            site(
                    "vue-cli",
                    "dist",
                    true,
                    "vue-cli-service build",
                    null,
                    List.of("@vue/cli-service"),
                    "vue-cli-service"),
            site("ember", "dist", true, "ember build", null, List.of("ember-cli"), "ember"),
            site("preact-cli", "build", true, "preact build", null, List.of("preact-cli"), "preact"),
            site("rsbuild", "dist", true, "rsbuild build", null, List.of("@rsbuild/core"), "rsbuild"),
            site("stencil", "www", true, "stencil build", "stencil.config", List.of("@stencil/core"), "stencil"),
            site("brunch", "public", true, "brunch build --production", "brunch-config", List.of("brunch"), "brunch"),
            site(
                    "sanity",
                    "dist",
                    true,
                    "sanity build",
                    "sanity.config",
                    List.of("sanity", "@sanity/core"),
                    "sanity start",
                    "sanity dev"),
            site("parcel", "dist", true, "parcel build", null, List.of("parcel", "parcel-bundler"), "parcel"),
            site("vite", "dist", true, "vite build", "vite.config", List.of("vite"), "vite"),
            site("webpack", "dist", true, "webpack", null, List.of("webpack-dev-server"), "webpack"));

    /** Every framework of an app, the one that says most first. */
    static List<NodeFramework> of(NodeApp app) {
        return ALL.stream().filter(framework -> framework.shows(app)).toList();
    }

    /** Whether a start script is this framework's server for development or preview. */
    boolean isDevelopment(String script) {
        return begins(script, development);
    }

    /** Whether a start script is the framework's own server, which does not serve a build that is files alone. */
    boolean isOwnServer(String script) {
        return begins(script, List.of("next start", "react-router-serve", "remix-serve", "nuxt start", "nuxi start"));
    }

    /** The words of a command behind variables and programs that only start another. */
    static String program(String script) {
        int last = script.lastIndexOf("&&");
        return (last < 0 ? script : script.substring(last + 2))
                .strip()
                .replaceFirst("^(?:(?:npx|bunx|cross-env|cross-env-shell|exec) |[A-Z_]{1,60}=\\S{0,200} )*+", "");
    }

    /** Whether a build of it is a site of files. */
    boolean isSite() {
        return kind == Kind.SITE;
    }

    private static boolean begins(String script, List<String> words) {
        String plain = program(script);
        return words.stream().anyMatch(begin -> plain.equals(begin) || plain.startsWith(begin + " "));
    }

    private boolean shows(NodeApp app) {
        if (dependencies.stream().anyMatch(app.manifest()::dependsOn)) {
            return true;
        }
        String file = config;
        return app.isWorkspace()
                && file != null
                && dependencies.stream().anyMatch(app.root()::dependsOn)
                && app.config(file).isPresent();
    }

    /** The dependency that shows it, for people. */
    String shownBy(NodeApp app) {
        return dependencies.stream().filter(app::dependsOn).findFirst().orElse(name);
    }

    Optional<String> build() {
        return Optional.ofNullable(builds);
    }

    private static NodeFramework server(
            String name, String builds, @Nullable String config, List<String> dependencies, String... development) {
        return new NodeFramework(
                name,
                Kind.SERVER,
                dependencies,
                null,
                false,
                builds,
                config,
                Stream.of(development).toList());
    }

    private static NodeFramework site(
            String name,
            String output,
            boolean spa,
            String builds,
            @Nullable String config,
            List<String> dependencies,
            String... development) {
        return new NodeFramework(
                name,
                Kind.SITE,
                dependencies,
                output,
                spa,
                builds,
                config,
                Stream.of(development).toList());
    }

    private static NodeFramework library(String name, String dependency) {
        return new NodeFramework(name, Kind.LIBRARY, List.of(dependency), null, false, null, null, List.of());
    }
}
