package io.firn.detect.ruby;

import static io.firn.detect.stacks.DetectionTest.plan;
import static io.firn.detect.stacks.DetectionTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Plan;
import io.firn.tree.MapTree;
import org.junit.jupiter.api.Test;

class RubyDetectorTest {
    @Test
    void aRailsAppIsStartedByRailsAndItsAssetsAreMadeInTheBuild() {
        Plan plan = plan(MapTree.of(
                "Gemfile",
                "source 'https://rubygems.org'\nruby \"~> 3.3.0\"\ngem 'rails', '~> 7.1'\ngem \"propshaft\"\n",
                "config/application.rb",
                "",
                "config.ru",
                "run Rails.application",
                "bin/rails",
                "",
                "app/assets/a.css",
                ""));
        assertThat(plan.stack()).isEqualTo("ruby");
        assertThat(plan.framework()).isEqualTo("rails");
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("ruby", "~> 3.3.0", "3.3.8"));
        assertThat(plan.command("web").orElse("")).isEqualTo("bundle exec bin/rails server -b 0.0.0.0 -p $PORT");
        assertThat(plan.settings()).containsEntry("rails", "true").containsEntry("assets", "true");
        assertThat(plan.build()).isNotNull();
    }

    @Test
    void assetsOfAnOldRailsAreFoundThroughTheLockFile() {
        Plan plan = plan(MapTree.of(
                "Gemfile",
                "gem 'rails', '~> 6.0'",
                "Gemfile.lock",
                "GEM\n  specs:\n    sprockets-rails (3.2.2)\n",
                "config.ru",
                "",
                "app/assets/a.css",
                ""));
        assertThat(plan.settings()).containsEntry("assets", "true");
    }

    @Test
    void anApiWithoutAssetsIsNotBuilt() {
        Plan plan = plan(MapTree.of("Gemfile", "gem 'rails'", "config.ru", "", "app/models/a.rb", ""));
        assertThat(plan.build()).isNull();
        assertThat(plan.settings()).doesNotContainKey("assets");
    }

    @Test
    void aRackFileIsServedByTheServerThatTheGemfileNames() {
        assertThat(web("gem 'puma'\ngem 'sinatra'")).isEqualTo("bundle exec puma -b tcp://0.0.0.0:$PORT config.ru");
        assertThat(web("gem 'unicorn'")).isEqualTo("bundle exec unicorn -l 0.0.0.0:$PORT config.ru");
        assertThat(web("gem 'rack'")).isEqualTo("bundle exec rackup config.ru -o 0.0.0.0 -p $PORT");
        assertThat(web("group :development do\n  gem 'puma'\nend\ngem 'thin'"))
                .isEqualTo("bundle exec thin start -a 0.0.0.0 -p $PORT -R config.ru");
        assertThat(web("gem 'puma', group: :development")).contains("rackup");
        assertThat(web("# gem 'puma'\ngroup :production do\n  gem 'falcon'\nend"))
                .contains("falcon serve");
    }

    @Test
    void programsAndTasksStartWhereNothingElseDoes() {
        assertThat(plan(MapTree.of("Gemfile", "gem 'sinatra'", "app.rb", ""))
                        .command("web")
                        .orElse(""))
                .isEqualTo("bundle exec ruby app.rb");
        assertThat(plan(MapTree.of("Gemfile", "", "clock.rb", ""))
                        .command("web")
                        .orElse(""))
                .contains("ruby clock.rb");
        assertThat(plan(MapTree.of("Gemfile", "gem 'rake'", "Rakefile", "task :default => [:x]\n"))
                        .command("web")
                        .orElse(""))
                .isEqualTo("bundle exec rake");
        assertThat(plan(MapTree.of("app.rb", "puts 1")).command("web").orElse(""))
                .isEqualTo("ruby app.rb");
        refused(MapTree.of("Gemfile", "gem 'x'", "a.rb", "", "b.rb", ""))
                .hasMessageContaining("nothing says how it starts");
    }

    @Test
    void aSiteGeneratorsPagesAreServedAsFiles() {
        Plan plan = plan(MapTree.of("Gemfile", "gem 'jekyll'", "_config.yml", "", "index.html", "---\n---\n"));
        assertThat(plan.stack()).isEqualTo("ruby");
        assertThat(plan.site()).isEqualTo(new Plan.Site("_site", false));
    }

    @Test
    void versionsComeFromTheFilesThatNameThem() {
        assertThat(version("ruby '3.1.2'", "x", "")).isEqualTo("3.1.2");
        assertThat(version("ruby '>= 3.0', '< 3.2'", "x", "")).isEqualTo("3.1.2");
        assertThat(version("ruby file: '.ruby-version'", ".ruby-version", "# ours\nruby-3.1.6\n"))
                .isEqualTo("3.1.2");
        assertThat(version("", ".tool-versions", "nodejs 20\nruby 3.1.2\n")).isEqualTo("3.1.2");
        assertThat(version("", "mise.toml", "[tools]\nruby = {version = '3.1'}\n"))
                .isEqualTo("3.1.2");
        assertThat(version("", "mise.toml", "[tools]\nruby = 'latest'\n")).isEqualTo("3.3.8");
        assertThat(version("", "Gemfile.lock", "GEM\n\nRUBY VERSION\n   ruby 3.1.2p20\n\nBUNDLED WITH\n   2.3\n"))
                .isEqualTo("3.1.2");
        assertThat(version("", "x", "")).isEqualTo("3.3.8");
    }

    @Test
    void aRubyThatIsNotOfferedSaysWhatIs() {
        refused(MapTree.of("Gemfile", "", "app.rb", "", ".ruby-version", "2.6.6"))
                .hasMessageContaining("Ruby \"2.6.6\" (.ruby-version)")
                .hasMessageContaining("3.1.2, 3.3.8");
        refused(MapTree.of("Gemfile", "", "app.rb", "", ".ruby-version", "jruby-9.4"))
                .hasMessageContaining("jruby-9.4");
        refused(MapTree.of("Gemfile", "ruby 'what'", "app.rb", "")).hasMessageContaining("what");
    }

    @Test
    void aHostileGemfileIsReadInABoundedWay() {
        String wild = "gem '" + "a".repeat(2000) + "'\n" + "group :test do\n".repeat(5000) + "ruby \""
                + "1.".repeat(400) + "\"\n";
        assertThat(plan(MapTree.of("Gemfile", wild, "app.rb", "")).stack()).isEqualTo("ruby");
    }

    private static String web(String gemfile) {
        return plan(MapTree.of("Gemfile", gemfile, "config.ru", "run App"))
                .command("web")
                .orElse("");
    }

    private static String version(String gemfile, String file, String text) {
        Plan.Toolchain toolchain =
                plan(MapTree.of("Gemfile", gemfile, "app.rb", "", file, text)).toolchain();
        return toolchain == null ? "" : toolchain.version();
    }

    @Test
    void theOtherNamesOfBundlersFilesAreKnownAndSaid() {
        refused(MapTree.of("gems.rb", "gem 'sinatra'", "app.rb", "")).hasMessageContaining("its gems are in gems.rb");
    }
}
