package io.firn.detect.php;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.StackDetector;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PHP apps with a composer.json or an index.php. Settings: {@code root}, the folder that is served, where that is not the app's
 * own. The command {@code firn-php} is PHP-FPM behind a web server.
 */
public final class PhpDetector implements StackDetector {
    private static final String INDEX = "index.php";
    private static final Pattern HEROKU = Pattern.compile(
            "(?:vendor/[A-Za-z0-9_./-]{1,100}/)?heroku-php-(?:apache2|nginx)(?:\\s+-[A-Za-z]\\s+\\S{1,100}){0,10}(?:\\s+([A-Za-z0-9_][A-Za-z0-9_/-]{0,99}?)/?)?\\s*");
    private static final Pattern OTHERS = Pattern.compile(
            "(?:node|npm|npx|yarn|pnpm|bun|python\\d?|gunicorn|uvicorn|bundle|ruby|java|go|cargo)\\b.*");
    private static final List<String> ROOTS =
            List.of("public", "web", "webroot", "htdocs", "html", "www", "public_html", "docroot", "httpdocs");

    /** Frameworks by the package that an app of theirs requires, with the folder of their pages. */
    private static final List<Map.Entry<String, String[]>> FRAMEWORKS = List.of(
            Map.entry("laravel/framework", new String[] {"laravel", "public"}),
            Map.entry("laravel/lumen-framework", new String[] {"lumen", "public"}),
            Map.entry("symfony/framework-bundle", new String[] {"symfony", "public"}),
            Map.entry("symfony/symfony", new String[] {"symfony", "web"}),
            Map.entry("drupal/core-recommended", new String[] {"drupal", "web"}),
            Map.entry("drupal/core", new String[] {"drupal", "web"}),
            Map.entry("cakephp/cakephp", new String[] {"cakephp", "webroot"}),
            Map.entry("codeigniter4/framework", new String[] {"codeigniter", "public"}),
            Map.entry("yiisoft/yii2", new String[] {"yii", "web"}),
            Map.entry("laminas/laminas-mvc", new String[] {"laminas", "public"}),
            Map.entry("craftcms/cms", new String[] {"craft", "web"}),
            Map.entry("roots/wordpress", new String[] {"wordpress", "web"}),
            Map.entry("slim/slim", new String[] {"slim", "public"}));

    @Override
    public String stack() {
        return "php";
    }

    @Override
    public String looksFor() {
        return "composer.json or index.php";
    }

    @Override
    public Optional<Match> match(Tree tree) {
        String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
        boolean started = web.matches("(?:php\\d?|heroku-php-\\w{1,20}|vendor/\\S{1,100}|firn-php)\\b.*");
        boolean other = !started && OTHERS.matcher(web).matches();
        Optional<String> page = page(tree);
        if (tree.entry(ComposerJson.FILE).filter(entry -> entry.isFile()).isPresent()) {
            int confidence = started ? 96 : other ? 60 : page.isPresent() ? 88 : 70;
            return Optional.of(Match.of(stack(), confidence, ComposerJson.FILE, "composer.json is there"));
        }
        return page.map(file -> Match.of(stack(), started ? 95 : other ? 40 : 78, file, file + " is there"));
    }

    private static Optional<String> page(Tree tree) {
        if (tree.entry(INDEX).isPresent()) {
            return Optional.of(INDEX);
        }
        return ROOTS.stream()
                .map(folder -> folder + "/" + INDEX)
                .filter(file -> tree.entry(file).isPresent())
                .findFirst();
    }

    @Override
    public Plan plan(Findings findings) {
        ComposerJson composer = ComposerJson.read(findings);
        if (findings.has(ComposerJson.FILE)) {
            findings.installer("composer", null, ComposerJson.FILE, "composer.json is there");
        }
        if (composer.requiresPackages() && !findings.has("composer.lock") && !findings.has("vendor/autoload.php")) {
            findings.unlocked(
                    ComposerJson.FILE, "there is no composer.lock", "composer.lock", "composer update --no-install");
        }
        String usual = framework(findings, composer);
        findings.procfile();
        Matcher heroku =
                HEROKU.matcher(Procfile.web(findings.text(Procfile.FILE).orElse("")));
        boolean served = heroku.matches();
        if (served && heroku.group(1) != null) {
            findings.setting("root", heroku.group(1), Procfile.FILE, "the Procfile serves it");
        } else {
            root(findings, composer, usual);
        }
        if (served) {
            findings.process("web", "firn-php", Procfile.FILE, "it serves what the Procfile's web server would");
        } else if (!findings.hasProcess("web")) {
            findings.process("web", "firn-php", null, "PHP runs behind a web server that serves the files beside it");
        }
        if (findings.has("package.json") && (findings.has("vite.config.js") || findings.has("vite.config.ts"))) {
            findings.warn(
                    "The pages' own package.json is not built here: build its assets before a push and commit them.");
        }
        return findings.plan(stack(), PhpVersion.choose(findings, composer));
    }

    /** The folder that the framework serves. */
    private static String framework(Findings findings, ComposerJson composer) {
        for (Map.Entry<String, String[]> framework : FRAMEWORKS) {
            if (composer.requires(framework.getKey())) {
                findings.framework(framework.getValue()[0], ComposerJson.FILE, "it requires " + framework.getKey());
                return framework.getValue()[1];
            }
        }
        if (findings.has("wp-load.php") || findings.has("wp-config-sample.php")) {
            findings.framework("wordpress", INDEX, "WordPress' own files are there");
        }
        return "";
    }

    private static void root(Findings findings, ComposerJson composer, String usual) {
        Optional<String> named = composer.publicFolder().filter(findings::hasFolder);
        if (named.isPresent()) {
            findings.setting("root", named.get(), ComposerJson.FILE, "composer.json names it");
            return;
        }
        if (!usual.isEmpty() && findings.has(usual + "/" + INDEX)) {
            findings.setting("root", usual, usual + "/" + INDEX, "the framework's pages start there");
            return;
        }
        if (findings.has(INDEX)) {
            return; // the app's own folder
        }
        Optional<String> folder =
                ROOTS.stream().filter(name -> findings.has(name + "/" + INDEX)).findFirst();
        folder.ifPresent(name -> findings.setting("root", name, name + "/" + INDEX, "index.php is there"));
        if (folder.isEmpty() && findings.text(Procfile.FILE).isEmpty()) {
            findings.unmet(findings.refuse(
                    "there is no index.php at the root or in one of " + String.join(", ", ROOTS),
                    "Put the first page into public/index.php, or add a Procfile with a web process."));
        }
    }
}
