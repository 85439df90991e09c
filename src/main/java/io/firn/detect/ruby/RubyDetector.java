package io.firn.detect.ruby;

import io.firn.detect.Findings;
import io.firn.detect.Match;
import io.firn.detect.Plan;
import io.firn.detect.Procfile;
import io.firn.detect.StackDetector;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;

/**
 * Ruby apps with a Gemfile, a config.ru, or a program alone. Settings: {@code rails} and {@code assets} ("true") for a Rails app and
 * one whose build command makes its assets.
 */
public final class RubyDetector implements StackDetector {
    private static final List<String> ALONE = List.of("config.ru", "app.rb", "main.rb", "server.rb");
    private static final List<String> PIPELINES = List.of(
            "sprockets-rails",
            "propshaft",
            "sprockets",
            "vite_rails",
            "vite_ruby",
            "webpacker",
            "shakapacker",
            "jsbundling-rails",
            "cssbundling-rails");

    @Override
    public String stack() {
        return "ruby";
    }

    @Override
    public String looksFor() {
        return Gemfile.FILE;
    }

    @Override
    public Optional<Match> match(Tree tree) {
        if (tree.entry(Gemfile.FILE).filter(entry -> entry.isFile()).isPresent()) {
            String web = Procfile.web(tree.text(Procfile.FILE, Findings.SMALL).orElse(""));
            boolean started = web.matches("(?:[A-Z_]{1,60}=\\S{0,200}"
                    + " ){0,30}(?:bundle|ruby|rails|rake|puma|rackup|bin/rails|unicorn|thin)\\b.*");
            boolean site = tree.entry("_config.yml").isPresent()
                    && tree.entry("config.ru").isEmpty();
            boolean runs = tree.entry("config.ru").isPresent()
                    || tree.entry("config/application.rb").isPresent()
                    || ALONE.stream().anyMatch(file -> tree.entry(file).isPresent());
            int confidence = started ? 95 : runs ? 88 : site ? 72 : 70;
            return Optional.of(Match.of(stack(), confidence, Gemfile.FILE, "Gemfile is there"));
        }
        if (tree.entry(Gemfile.OTHER).filter(entry -> entry.isFile()).isPresent()) {
            return Optional.of(Match.of(stack(), 70, Gemfile.OTHER, Gemfile.OTHER + " is there"));
        }
        return ALONE.stream()
                .filter(file -> tree.entry(file).isPresent())
                .findFirst()
                .map(file -> Match.of(stack(), 50, file, file + " is there"));
    }

    @Override
    public Plan plan(Findings findings) {
        Gemfile gemfile = Gemfile.read(findings);
        boolean bundled = findings.has(Gemfile.FILE);
        if (bundled) {
            findings.installer("bundler", null, Gemfile.FILE, "Gemfile is there");
            if (!findings.has(Gemfile.LOCK)) {
                findings.unlocked(Gemfile.FILE, "there is no Gemfile.lock", Gemfile.LOCK, "bundle lock");
            }
        }
        if (!bundled && findings.has(Gemfile.OTHER)) {
            findings.installer("bundler", null, Gemfile.OTHER, Gemfile.OTHER + " is there");
            findings.unmet(
                    findings.refuse(
                            "its gems are in " + Gemfile.OTHER + ", and Firn reads them from " + Gemfile.FILE,
                            "Run \"git mv gems.rb Gemfile\" and \"git mv gems.locked Gemfile.lock\"; Bundler reads these as well."));
        }
        framework(findings, gemfile);
        findings.procfile();
        RubyStart.decide(findings, gemfile, bundled || findings.has(Gemfile.OTHER));
        return findings.plan(stack(), RubyVersion.choose(findings, gemfile));
    }

    private static void framework(Findings findings, Gemfile gemfile) {
        boolean rails = gemfile.has("rails") || (gemfile.has("railties") && findings.has("config/application.rb"));
        if (rails) {
            findings.framework("rails", Gemfile.FILE, "it names the gem rails");
            rails(findings, gemfile);
            return;
        }
        if (site(findings, gemfile)) {
            return;
        }
        for (String name : List.of("hanami", "roda", "padrino", "grape", "cuba", "sinatra")) {
            if (gemfile.has(name)) {
                findings.framework(name, Gemfile.FILE, "it names the gem " + name);
                break;
            }
        }
        findings.env("RACK_ENV", "production");
        findings.env("APP_ENV", "production");
    }

    /** Generators of sites: what they write is served as files. */
    private static boolean site(Findings findings, Gemfile gemfile) {
        String gem = List.of("jekyll", "github-pages", "middleman").stream()
                .filter(gemfile::has)
                .findFirst()
                .orElse("");
        if (gem.isEmpty() || findings.has("config.ru") || findings.has(Procfile.FILE)) {
            return false;
        }
        boolean middleman = gem.equals("middleman");
        findings.framework(middleman ? gem : "jekyll", Gemfile.FILE, "it names the gem " + gem);
        findings.env("JEKYLL_ENV", "production");
        findings.build(
                middleman ? "bundle exec middleman build" : "bundle exec jekyll build",
                Gemfile.FILE,
                "it is how the site is made");
        findings.site(middleman ? "build" : "_site", false, Gemfile.FILE, gem + " writes there");
        findings.process("web", "firn-static", null, "a site of files is served by the file server");
        return true;
    }

    private static void rails(Findings findings, Gemfile gemfile) {
        findings.setting("rails", "true", Gemfile.FILE, "it names the gem rails");
        findings.env("RAILS_ENV", "production");
        findings.env("RACK_ENV", "production");
        findings.env("RAILS_LOG_TO_STDOUT", "enabled");
        findings.env("RAILS_SERVE_STATIC_FILES", "enabled");
        boolean assets = findings.hasFolder("app/assets")
                || findings.hasFolder("app/javascript")
                || findings.hasFolder("app/frontend");
        Optional<String> pipeline = PIPELINES.stream()
                .filter(gem -> gemfile.has(gem) || Gemfile.locks(findings, gem))
                .findFirst();
        if (assets && pipeline.isPresent()) {
            findings.setting("assets", "true", Gemfile.FILE, "it uses the gem " + pipeline.get());
            findings.build(
                    "SECRET_KEY_BASE_DUMMY=1 SECRET_KEY_BASE=only-while-building bundle exec rake assets:precompile",
                    Gemfile.FILE,
                    "it uses the gem " + pipeline.get() + ", and there are assets");
        }
        boolean own = List.of("config/application.rb", "config/environments/production.rb").stream()
                .anyMatch(file -> findings.text(file).orElse("").contains("config.secret_key_base ="));
        if (!own && !findings.has("config/master.key")) {
            findings.warn(
                    "Rails wants SECRET_KEY_BASE, or RAILS_MASTER_KEY where it has encrypted credentials: set it for"
                            + " the app.");
        }
    }
}
