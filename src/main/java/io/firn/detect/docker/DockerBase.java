package io.firn.detect.docker;

import io.firn.detect.Ask;
import io.firn.detect.VersionRule;
import io.firn.detect.VersionedTool;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stack that an official base image stands for.
 *
 * @param stack folder of the buildpack
 * @param tool what the stack's tool is called in versions.json, and for people
 * @param parts numbers that make a release line of it
 * @param asked the version that the tag names; empty for tags such as {@code latest} and {@code alpine}
 */
record DockerBase(String stack, String tool, String label, int parts, String asked) {
    private static final Pattern TAG = Pattern.compile("v?(\\d{1,4}(?:\\.\\d{1,4}){0,2})(?:[-.].*)?");

    /** Image, stack, tool, label, numbers of a release line. */
    private static final List<List<String>> KNOWN = List.of(
            List.of("node", "nodejs", "nodejs", "Node.js", "1"),
            List.of("python", "python", "python", "Python", "2"),
            List.of("golang", "go", "go", "Go", "2"),
            List.of("ruby", "ruby", "ruby", "Ruby", "2"),
            List.of("rust", "rust", "rust", "Rust", "2"),
            List.of("php", "php", "php", "PHP", "2"),
            List.of("eclipse-temurin", "java", "jdk", "Java", "1"),
            List.of("openjdk", "java", "jdk", "Java", "1"),
            List.of("amazoncorretto", "java", "jdk", "Java", "1"),
            List.of("nginx", "static", "caddy", "Caddy", "1"),
            List.of("httpd", "static", "caddy", "Caddy", "1"),
            List.of("caddy", "static", "caddy", "Caddy", "1"));

    /** The stack of an image with its tag; empty where its content says nothing of one. */
    static Optional<DockerBase> of(String image) {
        String plain =
                image.replaceFirst("@.*", "").replaceFirst("^(?:docker\\.io/|index\\.docker\\.io/)?(?:library/)?", "");
        int colon = plain.lastIndexOf(':');
        String name = colon < 0 ? plain : plain.substring(0, colon);
        Matcher tag = TAG.matcher(colon < 0 ? "" : plain.substring(colon + 1));
        for (List<String> known : KNOWN) {
            if (known.getFirst().equals(name)) {
                boolean serves = known.get(1).equals("static");
                String asked = !serves && tag.matches() ? tag.group(1) : "";
                return Optional.of(new DockerBase(
                        known.get(1), known.get(2), known.get(3), Integer.parseInt(known.get(4)), asked));
            }
        }
        return Optional.empty();
    }

    /** Whether the image holds nothing of a stack and may be what a finished program is put on. */
    static boolean bare(String image) {
        return image.matches(
                "scratch|(?:docker\\.io/)?(?:library/)?(?:alpine|debian|ubuntu|busybox)(?:[:@].*)?|gcr\\.io/distroless/.*");
    }

    VersionedTool versioned() {
        return VersionedTool.of(tool, label, VersionRule.PARTS, parts);
    }

    Optional<Ask> ask(int line) {
        return asked.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ask(asked, Dockerfile.FILE, "Dockerfile line " + line, false));
    }
}
