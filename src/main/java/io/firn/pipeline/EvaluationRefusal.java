package io.firn.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why Nix refused to evaluate a repository's own code, in words for its author. Messages are those of Nix 2.26 to 2.34, pure and
 * restricted.
 */
final class EvaluationRefusal {
    static final String HINT = "What it needs has to lie in the repository, or be an input that flake.lock pins; see"
            + " docs/reference/detection.md.";

    private record Rule(Pattern line, String words) {
        static Rule of(String pattern, String words) {
            return new Rule(Pattern.compile(pattern), words);
        }
    }

    private static final List<Rule> RULES = List.of(
            Rule.of("access to absolute path '([^']{0,300})' is forbidden", "reads '%s', which is no part of it"),
            Rule.of(
                    "access to path '([^']{0,300})' is forbidden in restricted mode",
                    "reads '%s', which is no part of it"),
            Rule.of("access to URI '([^']{0,300})' is forbidden", "fetches '%s' while it is evaluated"),
            Rule.of("in pure evaluation mode, '?(fetch\\w{0,20})", "calls %s without a hash"),
            Rule.of("(fetch\\w{0,20})' will not fetch unlocked input", "calls %s without a hash"),
            Rule.of("cannot look up '(<[^']{0,300}>)' in pure evaluation mode", "looks up %s on the machine"),
            Rule.of(
                    "cannot build '([^']{0,300})' during evaluation because the option 'allow-import-from-derivation'",
                    "needs the result of a build (%s) while it is evaluated"));

    private EvaluationRefusal() {}

    /** The reason, where one of the lines says that the evaluation went beyond what it may see. */
    static Optional<String> of(List<String> lines) {
        for (String line : lines) {
            for (Rule rule : RULES) {
                Matcher match = rule.line().matcher(line);
                if (match.find()) {
                    return Optional.of("its Nix code " + rule.words().formatted(match.group(1)));
                }
            }
        }
        return Optional.empty();
    }
}
