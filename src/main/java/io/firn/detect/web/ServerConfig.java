package io.firn.detect.web;

import io.firn.detect.Findings;
import io.firn.tree.Tree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a configuration of nginx or Apache's httpd says of a site: the folder that is served, and whether unknown paths get the
 * first page. Nothing else of it is used: the file server is Firn's own.
 *
 * @param file where it stands
 * @param root the folder, relative
 * @param spa whether unknown paths get the first page
 */
record ServerConfig(String file, String root, boolean spa) {
    private static final List<String> FILES = List.of("nginx.conf", "httpd.conf");
    private static final Pattern ROOT = Pattern.compile(
            "(?m)^[ \\t]{0,40}(?:root|DocumentRoot)[ \\t]{1,40}\"?(?:\\$\\{?\\w{1,40}\\}?/|\\{\\{[^}\\n]{1,80}\\}\\}/|/app/|/workspace/|\\./)?([A-Za-z0-9._-][A-Za-z0-9._/-]{0,100})\"?[ \\t]{0,40};?");
    private static final Pattern FALLBACK =
            Pattern.compile("try_files[^;\\n]{1,200}/index\\.html|FallbackResource\\s{1,20}/index\\.html");

    /** The file at the root, where there is one. */
    static Optional<String> file(Tree tree) {
        return FILES.stream()
                .filter(name -> tree.entry(name).filter(entry -> entry.isFile()).isPresent())
                .findFirst();
    }

    /** What it says; empty where it names no folder that is there. */
    static Optional<ServerConfig> read(Findings findings) {
        Optional<String> file = file(findings.tree());
        String text = file.flatMap(findings::text).orElse("");
        Matcher matcher = ROOT.matcher(text);
        while (matcher.find()) {
            String root = matcher.group(1).replaceFirst("/+$", "");
            if (!("/" + root + "/").contains("/../") && findings.hasFolder(root)) {
                return Optional.of(new ServerConfig(
                        file.orElseThrow(), root, FALLBACK.matcher(text).find()));
            }
        }
        return Optional.empty();
    }
}
