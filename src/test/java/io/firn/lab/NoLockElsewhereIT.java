package io.firn.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Apps of Rust, Go, PHP, Ruby and Python without a lock file: their tool makes one at the first push, it stays when newer packages are published, and
 * a dependency more is added to it, and an upgrade chooses anew what the manifest leaves open.
 */
@BreaksInstallation
@LongTest
class NoLockElsewhereIT extends OwnRegistries {
    NoLockElsewhereIT() throws IOException {
        super("crates", "crates-index", "goproxy", "packagist", "rubygems", "pypi");
    }

    /** Publishes a version of a package. */
    private interface Publishes {
        void version(String name, String version) throws IOException;
    }

    @Test
    void cargo() throws IOException {
        Repository app = Repository.of(firn, Path.of("buildpacks/rust/examples/hello"), folder, "no-lock-cargo");
        app.git("rm", "-q", "Cargo.lock").ok();
        String manifest = Files.readString(app.folder().resolve("Cargo.toml")) + "\n[dependencies]\npolite = \"1.2\"\n";
        app.write("Cargo.toml", manifest);
        app.edit("src/main.rs", "\"hello from rust\\n\";", "polite::of() + \"!\";");
        chosenOnce(
                app,
                "no-lock-cargo",
                "Cargo",
                new IndexesForApps(registry, folder)::crate,
                "",
                "polite 1.3.0curt 0.3.0!",
                more -> {
                    more.write("Cargo.toml", manifest + "curt = \"0.3\"\n");
                    more.edit("src/main.rs", "polite::of()", "polite::of() + &curt::of()");
                });
    }

    @Test
    void go() throws IOException {
        Repository app = Repository.of(firn, Path.of("buildpacks/go/examples/hello"), folder, "no-lock-go");
        // The one is named without its hash, the other not at all.
        app.write("go.mod", Files.readString(app.folder().resolve("go.mod")) + "\nrequire example.org/polite v1.2.0\n");
        app.edit("main.go", "import (", "import (\n\t\"example.org/polite\"");
        app.edit("main.go", "\"Hello from Go\"", "polite.Of() + \"!\"");
        chosenOnce(
                app,
                "no-lock-go",
                "go",
                new IndexesForApps(registry, folder)::module,
                "v",
                "polite v1.2.0curt v0.4.0!",
                more -> {
                    more.edit("main.go", "import (", "import (\n\t\"example.org/curt\"");
                    more.edit("main.go", "polite.Of()", "polite.Of() + curt.Of()");
                });
    }

    @Test
    void composer() throws IOException {
        Repository app = Repository.of(firn, Path.of("buildpacks/php/examples/composer"), folder, "no-lock-php");
        app.git("rm", "-q", "composer.lock").ok();
        app.edit("composer.json", "\"ext-json\": \"*\"", "\"ext-json\": \"*\", \"example/polite\": \"^1.2\"");
        app.edit("public/index.php", "(new Example\\Greeting())->of(42)", "Example\\polite\\Said::of() . '!'");
        chosenOnce(
                app,
                "no-lock-php",
                "composer",
                new IndexesForApps(registry, folder)::composer,
                "",
                "polite 1.3.0curt 0.4.0!",
                more -> {
                    more.edit("composer.json", "\"^1.2\"", "\"^1.2\", \"example/curt\": \"*\"");
                    more.edit("public/index.php", "Said::of()", "Said::of() . Example\\curt\\Said::of()");
                });
    }

    @Test
    void bundler() throws IOException {
        Repository app = Repository.of(firn, Path.of("buildpacks/ruby/examples/rack"), folder, "no-lock-ruby");
        app.git("rm", "-q", "Gemfile.lock").ok();
        app.write("Gemfile", "source \"https://gems.invalid\"\ngem \"polite\", \"~> 1.2\"\n");
        app.write("Procfile", "web: bundle exec ruby serve.rb\n");
        app.git("rm", "-q", "config.ru").ok();
        app.write(
                "serve.rb",
                """
                require "bundler/setup"
                require "socket"
                require "polite"
                server = TCPServer.new("0.0.0.0", ENV["PORT"].to_i)
                loop do
                  client = server.accept
                  while (line = client.gets) && line != "\\r\\n"; end
                  body = Polite.of + "!"
                  client.write "HTTP/1.1 200 OK\\r\\nContent-Length: #{body.bytesize}\\r\\nConnection: close\\r\\n\\r\\n#{body}"
                  client.close
                end
                """);
        chosenOnce(
                app,
                "no-lock-ruby",
                "Gemfile",
                new IndexesForApps(registry, folder)::gem,
                "",
                "polite 1.3.0curt 0.4.0!",
                more -> {
                    more.edit("Gemfile", "gem \"polite\"", "gem \"curt\"\ngem \"polite\"");
                    more.edit("serve.rb", "require \"polite\"", "require \"polite\"\nrequire \"curt\"");
                    more.edit("serve.rb", "Polite.of", "Polite.of + Curt.of");
                });
    }

    /** The package set has no such packages, so pip chooses; what no wheel is made of is refused by name, and nothing is left of it. */
    @Test
    void pip() throws IOException {
        String asked = "--extra-index-url http://127.0.0.1:1/simple\npolite ~= 1.2  # says what it is\n";
        Repository app = PythonApp.of(
                firn, folder, "no-lock-python", "polite", "polite.of() + '!'", Map.of("requirements.txt", asked));
        var index = new IndexesForApps(registry, folder);
        chosenOnce(app, "no-lock-python", "requirements.txt", index::wheel, "", "polite 1.3.0curt 0.4.0!", more -> {
            more.edit("requirements.txt", "polite", "curt\npolite");
            more.edit("app.py", "import polite", "import curt\nimport polite");
            more.edit("app.py", "polite.of()", "polite.of() + curt.of()");
        });
        registry.file("pypi", "simple/untold/", "<a href=\"untold-1.0.tar.gz\">untold</a>".getBytes(UTF_8));
        app.edit("requirements.txt", "curt", "untold\ncurt");
        assertThat(app.commit("no wheel").push().output())
                .contains("\"untold\" has no wheel for Python 3.11 on x86_64 Linux: the index has only source archives")
                .contains("pip lock -r requirements.txt");
        assertThat(firn.visit("no-lock-python", "/").body()).contains("polite 1.3.0curt 0.4.0!");

        index.wheel("six", "0.9.9"); // the package set has a newer one, but who got packages of the index stays with it
        app.write("requirements.txt", "six\n").edit("app.py", "import curt\nimport polite", "import six");
        app.edit("app.py", "polite.of() + curt.of()", "six.of()")
                .commit("what the set has")
                .push()
                .ok();
        assertThat(firn.visit("no-lock-python", "/").body()).contains("six 0.9.9!");
    }

    /** A Gemfile is a program. While it is read it reaches the recorder of its own resolution, and nothing else that is worth anything. */
    @Test
    void gemfileThatIsHostileReachesNothing() {
        Repository app = Repository.of(firn, Path.of("buildpacks/ruby/examples/rack"), folder, "hostile-gemfile");
        app.git("rm", "-q", "Gemfile.lock").ok();
        app.write(
                "Gemfile",
                """
                require "net/http"
                def said
                  yield
                rescue SystemCallError, SocketError, IOError, Timeout::Error => e
                  e.class.name
                end
                recorder = URI(ENV["BUNDLE_MIRROR__ALL"])
                at = ["/api/v1/apps", "/api/v1/nodes", "/q/metrics", "/cache/nix-cache-info", "/git/hostile-gemfile.git/info/refs"]
                seen = at.map { |path| path + "=" + said { Net::HTTP.get_response(recorder.hostname, path, recorder.port).code } }
                seen += ["SERVICE", "192.0.2.1", "127.0.0.1"].map do |host|
                  "tcp-" + host + "=" + said { Socket.tcp(host, host == "127.0.0.1" ? 22 : PORT, connect_timeout: 5) { "open" } }
                end
                seen += ["/root/.ssh", "/etc/ssh", "/var/lib/firn", "/nix/var"].map { |path| path + "=" + Dir.exist?(path).to_s }
                raise "seen: " + seen.join(" ")
                """
                        .replace(
                                "SERVICE",
                                URI.create(firn.setting("firn.node-url")).getHost())
                        .replace(
                                "PORT",
                                "" + URI.create(firn.setting("firn.node-url")).getPort()));
        String output = app.commit("hostile").push().output();
        String seen = output.substring(output.indexOf("seen: ") + 6)
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(seen).contains("/api/v1/apps=401").doesNotContain("=2", "=open", "=true");
        assertThat(seen.split(" ")).hasSizeGreaterThanOrEqualTo(12);
    }

    /** Adds the package curt to an app, and uses it. */
    private interface Adds {
        void to(Repository app);
    }

    /** Has polite 1.2.0 chosen at the first push, and what the app says after an upgrade, when there are 1.3.0 and curt 0.4.0. */
    private void chosenOnce(
            Repository app, String name, String manifest, Publishes index, String v, String upgraded, Adds another)
            throws IOException {
        index.version("polite", v + "1.2.0");
        index.version("curt", v + "0.3.0");
        String first = app.commit("no lock file").push().ok().output();
        assertThat(first)
                .contains(manifest.endsWith(".txt") ? "the package set lacks some" : "There is no ")
                .contains("as recorded for this " + manifest);
        assertThat(firn.visit(name, "/").body()).contains("polite " + v + "1.2.0!");
        assertThat(builds(name)).isEqualTo(2); // what was resolved, and the app

        index.version("polite", v + "1.3.0");
        String code = manifest.equals("Cargo") ? "src/main.rs" : manifest.equals("go") ? "main.go" : "README.md";
        if (code.equals("README.md")) {
            app.write(code, "A line more.\n");
        } else {
            app.edit(code, "!\"", "!!\"");
        }
        app.commit("an edit").push().ok();
        assertThat(firn.visit(name, "/").body()).contains("polite " + v + "1.2.0!");
        assertThat(builds(name)).isEqualTo(3);

        another.to(app);
        app.commit("one dependency more").push().ok();
        assertThat(firn.visit(name, "/").body()).contains("polite " + v + "1.2.0curt " + v + "0.3.0!");
        assertThat(builds(name)).isEqualTo(5);

        index.version("curt", v + "0.4.0");
        assertThat(firn.firn("upgrade", "--plan", "-a", name).ok().output())
                .contains("What an upgrade of " + name + " would change")
                .containsPattern(" " + manifest + "[.a-z]* has no lock file beside it: its packages are chosen anew");
        firn.firn("upgrade", "-a", name).ok();
        assertThat(firn.visit(name, "/").body()).contains(upgraded);
        assertThat(builds(name)).isEqualTo(7);
    }

    private int builds(String app) {
        JsonNode builds = firn.json("GET", "/apps/" + app + "/builds", "").path("items");
        return builds.size();
    }
}
