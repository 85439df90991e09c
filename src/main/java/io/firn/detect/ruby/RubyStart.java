package io.firn.detect.ruby;

import io.firn.detect.Findings;
import io.firn.detect.Shell;
import io.firn.tree.TreeEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a Ruby app starts where no Procfile says it: Rails, a Rack server, a program, a rake task. */
final class RubyStart {
    private static final String RACKUP = "config.ru";

    /** Servers by their gem, in the order of preference, with what starts a config.ru; %s are options from their own files. */
    private static final List<Map.Entry<String, String>> SERVERS = List.of(
            Map.entry("puma", "puma -b tcp://0.0.0.0:$PORT config.ru"),
            Map.entry("falcon", "falcon serve --bind http://0.0.0.0:$PORT --config config.ru"),
            Map.entry("unicorn", "unicorn -l 0.0.0.0:$PORT config.ru"),
            Map.entry("passenger", "passenger start --address 0.0.0.0 --port $PORT --environment production"),
            Map.entry("thin", "thin start -a 0.0.0.0 -p $PORT -R config.ru"),
            Map.entry("iodine", "iodine -b 0.0.0.0 -p $PORT config.ru"));

    private static final List<String> PROGRAMS = List.of(
            "app.rb", "main.rb", "server.rb", "web.rb", "application.rb", "run.rb", "start.rb", "bot.rb", "hello.rb");

    private RubyStart() {}

    static void decide(Findings findings, Gemfile gemfile, boolean bundled) {
        if (findings.hasProcess("web")) {
            return;
        }
        String prefix = bundled ? "bundle exec " : "";
        if ("rails".equals(findings.framework())) {
            String rails = findings.has("bin/rails") ? "bin/rails" : "rails";
            findings.process(
                    "web", prefix + rails + " server -b 0.0.0.0 -p $PORT", Gemfile.FILE, "it is how Rails is started");
        } else if (findings.has(RACKUP)) {
            rack(findings, gemfile, prefix);
        } else if (program(findings).isPresent()) {
            String file = program(findings).get();
            findings.process("web", prefix + "ruby " + Shell.quote(file), file, file + " is there");
        } else if (hasDefaultTask(findings)) {
            findings.process("web", prefix + "rake", "Rakefile", "it has a default task");
        } else {
            findings.unmet(findings.refuse(
                    "nothing says how it starts: " + findings.noWeb() + ", no config.ru, no app.rb or main.rb, and no"
                            + " default task in a Rakefile",
                    "Add a Procfile with a line such as \"web: bundle exec ruby app.rb\"."));
        }
    }

    private static void rack(Findings findings, Gemfile gemfile, String prefix) {
        for (Map.Entry<String, String> server : SERVERS) {
            if (gemfile.has(server.getKey())) {
                String config = server.getKey().equals("unicorn") && findings.has("config/unicorn.rb")
                        ? " -c config/unicorn.rb"
                        : "";
                findings.process(
                        "web",
                        prefix + server.getValue() + config,
                        RACKUP,
                        "it is there, and the Gemfile has " + server.getKey());
                return;
            }
        }
        findings.process("web", prefix + "rackup config.ru -o 0.0.0.0 -p $PORT", RACKUP, "it is there");
    }

    private static Optional<String> program(Findings findings) {
        Optional<String> usual = PROGRAMS.stream().filter(findings::has).findFirst();
        if (usual.isPresent()) {
            return usual;
        }
        List<String> all = findings.tree().list("").stream()
                .filter(entry -> entry.isFile() && entry.name().endsWith(".rb"))
                .map(TreeEntry::path)
                .toList();
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    private static boolean hasDefaultTask(Findings findings) {
        return findings.text("Rakefile")
                .orElse("")
                .lines()
                .anyMatch(line -> line.matches("\\s*task\\s*\\(?\\s*:?default\\b.{0,300}"));
    }
}
