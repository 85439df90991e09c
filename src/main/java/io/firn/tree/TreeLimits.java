package io.firn.tree;

/**
 * How much of a tree is let in. Every {@link Tree} that reads what somebody else wrote holds to one of these.
 *
 * @param fileBytes size of one file
 * @param totalBytes sizes of all files together
 * @param entries files, links and folders together
 * @param depth folders above an entry
 * @param pathBytes length of a path as UTF-8
 */
public record TreeLimits(long fileBytes, long totalBytes, int entries, int depth, int pathBytes) {
    /** What a repository of an app may hold: 256 MiB a file, 2 GiB in all, 200 000 entries, 100 folders deep. */
    public static final TreeLimits DEFAULT = new TreeLimits(256L << 20, 2L << 30, 200_000, 100, 4000);
}
