package io.firn.detect.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.firn.detect.Json;
import io.firn.detect.Shell;
import io.firn.detect.Texts;
import io.firn.fault.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Dockerfile as its stages and their instructions, with what ARG and ENV give put in; see
 * https://docs.docker.com/reference/dockerfile/.
 *
 * @param stages in order; the last is the one that runs
 */
record Dockerfile(List<Stage> stages) {
    static final String FILE = "Dockerfile";

    private static final int INSTRUCTIONS = 2_000;
    private static final int LONGEST = 8_000;
    private static final Pattern FROM =
            Pattern.compile("(?:--platform=\\S{1,100}\\s+)?(\\S{1,300})(?:\\s+(?i:as)\\s+(\\S{1,100}))?\\s*");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z_]\\w{0,100})(?::-([^}$]{0,300}))?}|([A-Za-z_]\\w{0,100}))");
    private static final Pattern PAIR =
            Pattern.compile("([A-Za-z_]\\w{0,100})=(\"[^\"]{0,2000}\"|'[^']{0,2000}'|\\S{0,2000})");
    private static final Pattern HEREDOC = Pattern.compile("<<-?\\s*[\"']?([A-Za-z_]\\w{0,60})[\"']?");

    /** One instruction: its word in capitals, what follows, and the line where it begins. */
    record Instruction(String word, String text, int line) {
        String shown() {
            return "line " + line + " (" + word + " " + Texts.shown(text) + ")";
        }

        /** The command of CMD, ENTRYPOINT and RUN as bash reads it: of the JSON form, each word quoted. */
        String command() {
            if (!text.startsWith("[")) {
                return text;
            }
            try {
                JsonNode words = Json.tree(FILE, "{\"words\": " + text + "}").path("words");
                var quoted = new ArrayList<String>();
                words.forEach(word -> quoted.add(
                        word.asText().matches("\\$\\{?\\w{1,100}}?|-[A-Za-z0-9_./:@%+=,-]{1,500}")
                                ? word.asText()
                                : Shell.quote(word.asText())));
                return String.join(" ", quoted);
            } catch (Fault notJson) {
                return text; // as Docker does: what is no JSON is a shell's line
            }
        }
    }

    /**
     * What one FROM begins.
     *
     * @param image as written, with arguments put in
     * @param name after AS, where there is one
     * @param from its line
     */
    record Stage(String image, @Nullable String name, Instruction from, List<Instruction> instructions) {
        Optional<Instruction> last(String word) {
            return instructions.stream().filter(one -> one.word().equals(word)).reduce((a, b) -> b);
        }
    }

    /** The variables of ENV lines: one {@code NAME value}, or several {@code NAME=value}. */
    static Map<String, String> pairs(String text) {
        var pairs = new HashMap<String, String>();
        Matcher matcher = PAIR.matcher(text);
        if (!text.matches("[A-Za-z_]\\w*=.*")) {
            String[] words = text.split("\\s+", 2);
            if (words.length == 2) {
                pairs.put(words[0], words[1].strip());
            }
            return pairs;
        }
        while (matcher.find()) {
            String value = matcher.group(2);
            boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"));
            pairs.put(matcher.group(1), quoted ? value.substring(1, value.length() - 1) : value);
        }
        return pairs;
    }

    static Dockerfile parse(String text) {
        var stages = new ArrayList<Stage>();
        var global = new HashMap<String, String>();
        var scope = new HashMap<String, String>();
        List<Instruction> open = new ArrayList<>();
        for (Instruction raw : instructions(text)) {
            boolean runs = List.of("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK").contains(raw.word());
            String put = runs
                    ? raw.text()
                    : expanded(raw.text(), stages.isEmpty() || raw.word().equals("FROM") ? global : scope);
            var instruction = new Instruction(raw.word(), put, raw.line());
            Matcher from = FROM.matcher(put);
            if (raw.word().equals("FROM") && from.matches()) {
                open = new ArrayList<>();
                scope.clear();
                stages.add(new Stage(from.group(1), from.group(2), instruction, open));
            } else if (raw.word().equals("ARG")) {
                String[] argument = put.split("=", 2);
                String value = argument.length > 1
                        ? argument[1].replaceAll("^[\"']|[\"']$", "")
                        : global.getOrDefault(argument[0], "");
                (stages.isEmpty() ? global : scope).put(argument[0], value);
            } else {
                if (raw.word().equals("ENV")) {
                    scope.putAll(pairs(put));
                }
                open.add(instruction);
            }
        }
        return new Dockerfile(List.copyOf(stages));
    }

    private static List<Instruction> instructions(String text) {
        var instructions = new ArrayList<Instruction>();
        var joined = new StringBuilder();
        char escape = text.stripLeading().matches("(?is)#\\s*escape\\s*=\\s*`.*") ? '`' : '\\';
        String until = "";
        int number = 0;
        int begin = 0;
        for (String raw : text.lines().toList()) {
            number++;
            if (!until.isEmpty()) {
                if (raw.strip().equals(until)) {
                    until = "";
                } else {
                    joined.append('\n').append(raw);
                    continue;
                }
            } else {
                String line = raw.strip();
                if (line.startsWith("#") || (line.isEmpty() && joined.isEmpty())) {
                    continue;
                }
                begin = joined.isEmpty() ? number : begin;
                if (!line.isEmpty() && line.charAt(line.length() - 1) == escape) {
                    joined.append(line, 0, line.length() - 1).append(' ');
                    continue;
                }
                joined.append(line);
                Matcher heredoc = HEREDOC.matcher(joined);
                if (heredoc.find()) {
                    until = heredoc.group(1);
                    continue;
                }
            }
            add(instructions, joined, begin);
        }
        add(instructions, joined, begin);
        return instructions;
    }

    private static void add(List<Instruction> into, StringBuilder joined, int line) {
        String[] words = joined.toString().strip().split("\\s+", 2);
        joined.setLength(0);
        if (!words[0].isEmpty() && into.size() < INSTRUCTIONS) {
            String rest = words.length > 1 ? words[1] : "";
            into.add(new Instruction(
                    words[0].toUpperCase(Locale.ROOT),
                    rest.length() > LONGEST ? rest.substring(0, LONGEST) : rest,
                    line));
        }
    }

    private static String expanded(String text, Map<String, String> variables) {
        String result = VARIABLE.matcher(text).replaceAll(match -> {
            String name = match.group(1) != null ? match.group(1) : match.group(3);
            String value = variables.getOrDefault(name, "");
            String otherwise = match.group(2) == null ? "" : match.group(2);
            return Matcher.quoteReplacement(value.isEmpty() ? otherwise : value);
        });
        return result.length() > LONGEST ? result.substring(0, LONGEST) : result;
    }
}
