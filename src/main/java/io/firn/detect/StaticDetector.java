package io.firn.detect;

import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sites that are files alone: an index.html in one of the usual places, or a Staticfile that names the folder. */
final class StaticDetector implements StackDetector {
    private static final String STATICFILE = "Staticfile";
    private static final List<String> ROOTS =
            List.of(".", "public", "dist", "build", "_site", "site", "www", "html", "out");
    private static final Pattern SETTING = Pattern.compile("\\s*([a-z_]+)\\s*:\\s*[\"']?([^\"'#]*?)[\"']?\\s*(?:#.*)?");

    @Override
    public String stack() {
        return "static";
    }

    @Override
    public String looksFor() {
        return "index.html or Staticfile";
    }

    @Override
    public Optional<Match> match(Tree tree) {
        if (tree.entry(STATICFILE).isPresent()) {
            return Optional.of(Match.of(stack(), 98, STATICFILE, "a Staticfile is there"));
        }
        return ROOTS.stream()
                .map(root -> root.equals(".") ? "index.html" : root + "/index.html")
                .filter(file -> tree.entry(file).isPresent())
                .findFirst()
                .map(file -> Match.of(stack(), file.equals("index.html") ? 45 : 30, file, file + " is there"));
    }

    @Override
    public Plan plan(Findings findings) {
        String root = null;
        boolean spa = false;
        for (String line : findings.text(STATICFILE).orElse("").lines().toList()) {
            Matcher setting = SETTING.matcher(line);
            if (setting.matches() && setting.group(1).equals("root")) {
                root = setting.group(2).strip();
            } else if (setting.matches() && setting.group(1).equals("pushstate")) {
                spa = setting.group(2).strip().equals("enabled");
            }
        }
        if (root != null && !root.isEmpty()) {
            String folder = clean(root);
            if (!folder.equals(".") && !findings.hasFolder(folder)) {
                throw findings.refuse(
                        "the Staticfile names the folder \"" + Texts.shown(root) + "\", which is not there",
                        "Correct \"root:\" in the Staticfile.");
            }
            findings.site(folder, spa, STATICFILE, "the Staticfile names it");
        } else {
            String folder = ROOTS.stream()
                    .filter(candidate -> findings.has(candidate.equals(".") ? "index.html" : candidate + "/index.html"))
                    .findFirst()
                    .orElse(".");
            findings.site(
                    folder, spa, folder.equals(".") ? "index.html" : folder + "/index.html", "index.html is there");
        }
        findings.procfile();
        if (!findings.hasProcess("web")) {
            findings.process("web", "firn-static", null, "a site of files is served by the file server");
        }
        String version = findings.offer("caddy").standard();
        return findings.plan(stack(), new Plan.Toolchain("caddy", null, version), null, null, null);
    }

    private static String clean(String root) {
        String plain = root.replaceAll("^(?:\\./)+|/+$", "");
        return plain.isEmpty() ? "." : plain;
    }
}
