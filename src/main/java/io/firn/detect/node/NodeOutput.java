package io.firn.detect.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.fault.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a framework's build leaves behind: a site with its folder, or a server with its command, by its configuration. */
final class NodeOutput {
    private static final Pattern OUT_DIR =
            Pattern.compile("\\b(?:outDir|outputDir|distDir)\\s*:\\s*[\"'](?:\\./)?([A-Za-z0-9._/-]{1,100})[\"']");
    private static final Pattern EXPORT = Pattern.compile("\\boutput\\s*:\\s*[\"']export[\"']");
    private static final Pattern SERVER_OUTPUT = Pattern.compile("\\boutput\\s*:\\s*[\"'](?:server|hybrid)[\"']");
    private static final Pattern NO_SSR = Pattern.compile("\\bssr\\s*:\\s*false\\b");
    private static final Pattern STATIC_PRESET = Pattern.compile("\\bpreset\\s*:\\s*[\"'][a-z_-]*static[\"']");

    private static final Pattern PROJECT =
            Pattern.compile("\\bprojectName\\s*:\\s*[\"']([A-Za-z0-9][A-Za-z0-9._-]{0,100})[\"']");
    private static final Pattern PRESS = Pattern.compile("\\b(?:vite|vue)press +build +([\\w./@][\\w./@-]{0,100})");

    private final NodeApp app;
    private final NodeFramework framework;

    NodeOutput(NodeApp app, NodeFramework framework) {
        this.app = app;
        this.framework = framework;
    }

    /**
     * A site that a build writes.
     *
     * @param folder where, relative to the app
     * @param spa whether unknown paths get the first page
     */
    record Site(String folder, boolean spa) {}

    /** The site of a build; empty where the build makes a server. */
    Optional<Site> site() {
        return switch (framework.name()) {
            case "next" ->
                configured("next.config", EXPORT).isPresent()
                        ? site(folder("next.config").orElse("out"), false)
                        : Optional.empty();
            case "nuxt" -> nuxt();
            case "remix" ->
                configured("vite.config", NO_SSR).isPresent() ? site("build/client", true) : Optional.empty();
            case "react-router" ->
                configured("react-router.config", NO_SSR).isPresent() ? site("build/client", true) : Optional.empty();
            case "sveltekit" -> app.dependsOn("@sveltejs/adapter-static") ? site("build", true) : Optional.empty();
            case "astro" ->
                hasAstroServer()
                        ? Optional.empty()
                        : site(folder("astro.config").orElse("dist"), false);
            case "vitepress", "vuepress" -> site(source() + framework.output(), false);
            case "docusaurus-1" ->
                configured("siteConfig", PROJECT).flatMap(matcher -> site("build/" + matcher.group(1), false));
            case "sapper" -> runs("sapper export") ? site("__sapper__/export", false) : Optional.empty();
            case "quasar" -> runs("quasar build -m") ? Optional.empty() : site("dist/spa", true);
            case "vite" -> site(folder("vite.config").orElse("dist"), true);
            case "vue-cli" -> site(folder("vue.config").orElse("dist"), true);
            case "angular" -> angular();
            default -> {
                String output = framework.output();
                yield output == null ? Optional.empty() : site(output, framework.spa());
            }
        };
    }

    /** The command that serves a build, where the manifest names none itself. */
    Optional<String> server() {
        return switch (framework.name()) {
            case "next" -> Optional.of("next start");
            case "nuxt", "solid-start", "nitro" -> Optional.of("node .output/server/index.mjs");
            case "tanstack-start" -> Optional.of(tanstack());
            case "nest" -> Optional.of("node dist/main");
            case "remix" -> Optional.of("remix-serve ./build/server/index.js");
            case "react-router" -> Optional.of("react-router-serve ./build/server/index.js");
            case "sveltekit" -> Optional.of("node build");
            case "sapper" -> Optional.of("node __sapper__/build");
            case "redwood" -> Optional.of("rw serve --port $PORT");
            case "adonis" -> Optional.of("node build/bin/server.js");
            case "astro" -> hasAstroServer() ? Optional.of("node ./dist/server/entry.mjs") : Optional.empty();
            case "angular" ->
                angularServer() ? Optional.of("node " + angularFolder() + "/server/server.mjs") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private boolean runs(String words) {
        return app.manifest()
                .script("build")
                .filter(script -> script.contains(words))
                .isPresent();
    }

    /** The folder with the pages, with a slash at its end, where the script that builds names one. */
    private String source() {
        for (String script : List.of("build", "docs:build")) {
            Matcher matcher = PRESS.matcher(app.manifest().script(script).orElse(""));
            if (matcher.find()) {
                String folder = matcher.group(1).replaceFirst("^\\./", "").replaceFirst("/$", "");
                return isPlain(folder) ? folder + "/" : "";
            }
        }
        return "";
    }

    private Optional<Site> nuxt() {
        return runs("generate") || configured("nuxt.config", STATIC_PRESET).isPresent()
                ? site(".output/public", configured("nuxt.config", NO_SSR).isPresent())
                : Optional.empty();
    }

    private boolean hasAstroServer() {
        return app.dependsOn("@astrojs/node")
                || configured("astro.config", SERVER_OUTPUT).isPresent();
    }

    /** With nitro the build is a server; without, srvx serves what vite wrote. */
    private String tanstack() {
        boolean nitro = app.dependsOn("nitro")
                || app.dependsOn("nitropack")
                || app.dependsOn("@tanstack/nitro-v2-vite-plugin")
                || app.dependsOn("vinxi")
                || app.dependsOn("@tanstack/start")
                || app.text(app.config("vite.config").orElse("vite.config.ts"))
                        .filter(text -> text.contains("nitro"))
                        .isPresent();
        return nitro ? "node .output/server/index.mjs" : "srvx --prod -s ../client dist/server/server.js";
    }

    private Optional<Site> angular() {
        if (angularServer()) {
            return Optional.empty();
        }
        JsonNode build = angularProject().path("architect").path("build");
        JsonNode path = build.path("options").path("outputPath");
        boolean application = build.path("builder").asText().endsWith(":application");
        String browser = path.path("browser").asText("browser");
        return site(application && !browser.isEmpty() ? angularFolder() + "/" + browser : angularFolder(), true);
    }

    private boolean angularServer() {
        JsonNode options = angularProject().path("architect").path("build").path("options");
        return app.dependsOn("@angular/ssr")
                && options.has("ssr")
                && !options.path("ssr").asText().equals("false")
                && !options.path("outputMode").asText().equals("static");
    }

    private String angularFolder() {
        JsonNode path =
                angularProject().path("architect").path("build").path("options").path("outputPath");
        String given = (path.isObject() ? path.path("base") : path).asText().replaceFirst("^\\./", "");
        return isPlain(given) ? given : "dist/" + angularName();
    }

    /** The project of angular.json that is the app: the named default, else the first that is an application. */
    private String angularName() {
        JsonNode settings = angularSettings();
        String named = settings.path("defaultProject").asText();
        if (settings.path("projects").has(named)) {
            return named;
        }
        return settings.path("projects").properties().stream()
                .filter(project ->
                        !project.getValue().path("projectType").asText().equals("library"))
                .map(Map.Entry::getKey)
                .filter(NodeOutput::isPlain)
                .findFirst()
                .orElse(app.findings().app());
    }

    private JsonNode angularProject() {
        return angularSettings().path("projects").path(angularName());
    }

    private JsonNode angularSettings() {
        try {
            return Json.tree("angular.json", app.text("angular.json").orElse("{}"));
        } catch (Fault broken) {
            return Json.tree("angular.json", "{}"); // its own build will say so
        }
    }

    private Optional<Matcher> configured(String base, Pattern setting) {
        return app.config(base)
                .flatMap(app::text)
                .map(NodeOutput::withoutComments)
                .map(setting::matcher)
                .filter(Matcher::find);
    }

    private Optional<String> folder(String base) {
        return configured(base, OUT_DIR).map(matcher -> matcher.group(1)).filter(NodeOutput::isPlain);
    }

    private static String withoutComments(String text) {
        return text.replaceAll("(?m)^\\s*//.*$", "").replaceAll("(?m)\\s//\\s.*$", "");
    }

    private static Optional<Site> site(String folder, boolean spa) {
        return Optional.of(new Site(folder, spa));
    }

    private static boolean isPlain(String path) {
        return path.matches("[A-Za-z0-9._/@-]{1,200}")
                && List.of(path.split("/", -1)).stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }
}
