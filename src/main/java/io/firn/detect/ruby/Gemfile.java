package io.firn.detect.ruby;

import io.firn.detect.Findings;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a Gemfile says by its usual words, read line by line: it is a Ruby program, and is not run. Gems of the development and
 * test groups are left out, as they are in the built app.
 *
 * @param ruby requirement of the {@code ruby} line, clauses joined by commas
 * @param gems names
 */
record Gemfile(@Nullable String ruby, Set<String> gems) {
    static final String FILE = "Gemfile";
    /** What Bundler reads where there is no Gemfile. */
    static final String OTHER = "gems.rb";

    static final String LOCK = "Gemfile.lock";

    private static final Pattern GEM = Pattern.compile("gem[\\s(]\\s*[\"']([A-Za-z0-9_.-]{1,100})[\"'](.*)");
    private static final Pattern GROUP = Pattern.compile("group[\\s(](.*)\\bdo\\b.*");
    private static final Pattern RUBY = Pattern.compile("ruby[\\s(]\\s*(.*)");
    private static final Pattern QUOTED = Pattern.compile("[\"']([^\"']{1,60})[\"']");
    private static final Pattern OPENS =
            Pattern.compile("(?:.*\\s)?do(?:\\s*\\|[^|]*\\|)?\\s*$|(?:if|unless|case|begin|def)\\b.*");
    private static final Pattern ONLY_DEVELOPMENT =
            Pattern.compile(".*\\bgroups?(?::|\\s*=>)\\s*\\[?\\s*%?i?\\[?\\s*:?(?:development|test)\\b.*");
    private static final Pattern LOCKED = Pattern.compile("ruby (\\d{1,4}(?:\\.\\d{1,4}){1,3})(?:p\\d{1,6})?");

    Gemfile {
        gems = Set.copyOf(gems);
    }

    static Gemfile read(Findings findings) {
        return parse(findings.text(FILE).or(() -> findings.text(OTHER)).orElse(""));
    }

    static Gemfile parse(String text) {
        String ruby = null;
        var gems = new TreeSet<String>();
        int depth = 0;
        int left = -1; // depth of the group that is left out
        for (String raw : text.lines().limit(20_000).toList()) {
            String line = raw.length() > 1000
                    ? ""
                    : raw.replaceFirst("(?:^|\\s)#.*", "").strip();
            if (line.equals("end") && depth > 0) {
                depth--;
                left = depth == left ? -1 : left;
                continue;
            }
            Matcher gem = GEM.matcher(line);
            Matcher asked = RUBY.matcher(line);
            if (gem.matches()) {
                if (left < 0 && !ONLY_DEVELOPMENT.matcher(gem.group(2)).matches()) {
                    gems.add(gem.group(1));
                }
            } else if (asked.matches() && ruby == null) {
                ruby = requirement(asked.group(1));
            } else if (OPENS.matcher(line).matches()) {
                Matcher group = GROUP.matcher(line);
                if (left < 0
                        && group.matches()
                        && !group.group(1).matches(".*\\b(?:production|default)\\b.*")
                        && group.group(1).matches(".*\\b(?:development|test)\\b.*")) {
                    left = depth;
                }
                depth++;
            }
        }
        return new Gemfile(ruby, gems);
    }

    boolean has(String gem) {
        return gems.contains(gem);
    }

    /** Whether the lock file holds a gem, asked for or not. */
    static boolean locks(Findings findings, String gem) {
        return findings.tree().text(LOCK, 8 << 20).orElse("").contains("\n    " + gem + " (");
    }

    /** The Ruby that the lock file was made with, without its patch level. */
    static Optional<String> lockedRuby(Findings findings) {
        boolean section = false;
        for (String line :
                findings.tree().text(LOCK, 8 << 20).orElse("").lines().toList()) {
            if (line.equals("RUBY VERSION")) {
                section = true;
            } else if (section) {
                Matcher matcher = LOCKED.matcher(line.strip());
                return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** {@code "~> 3.2", ">= 3.2.1"} with options such as {@code engine:} cut off; {@code file: ".ruby-version"} has none. */
    private static @Nullable String requirement(String arguments) {
        String own = arguments.replaceFirst("(?:^|,)\\s*:?(?:file|engine|engine_version|patchlevel)(?::|\\s*=>).*", "");
        var clauses = new ArrayList<String>();
        Matcher quoted = QUOTED.matcher(own);
        while (quoted.find() && clauses.size() < 10) {
            clauses.add(quoted.group(1).strip());
        }
        return clauses.isEmpty() ? null : String.join(", ", clauses);
    }
}
