package io.firn.source;

import java.util.regex.Pattern;

/**
 * One commit with the hash of its tree: the same tree under another commit is the same source.
 *
 * @param commit 40 hexadecimal digits
 * @param tree 40 hexadecimal digits
 */
public record Revision(String commit, String tree) {
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

    public Revision {
        if (!SHA1.matcher(commit).matches() || !SHA1.matcher(tree).matches()) {
            throw new IllegalArgumentException("not a revision: '" + commit + "' '" + tree + "'");
        }
    }

    /** The first ten digits of the commit, for people. */
    public String shortCommit() {
        return commit.substring(0, 10);
    }
}
