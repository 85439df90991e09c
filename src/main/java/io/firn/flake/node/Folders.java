package io.firn.flake.node;

/** Paths inside a repository. */
final class Folders {
    private Folders() {}

    /** A relative path as seen from a folder; what climbs out of the repository ends at its root. */
    static String join(String folder, String relative) {
        var parts = new java.util.ArrayDeque<String>();
        for (String part : (folder + "/" + relative).split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
