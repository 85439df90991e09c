package io.firn.detect;

import io.firn.tree.Tree;
import java.util.Optional;

/** Knows one stack: whether a tree is of it, and how it is built and started then. */
public interface StackDetector {

    /** Folder of the buildpack. */
    String stack();

    /** What a person would look for, for the message that nothing was found. */
    String looksFor();

    /** Whether the tree is of this stack, from names alone or one small file. Never fails. */
    Optional<Match> match(Tree tree);

    /** The plan of a tree that matched; says no with a fault that names what to change. */
    Plan plan(Findings findings);

    /** Whether the repository itself brings what builds it, so that it can be of a stack that Firn does not build. */
    default boolean own() {
        return false;
    }

    /** Whether a folder belongs to a workspace of this stack whose root the tree is, so that it is planned from there. */
    default boolean hasMember(Tree tree, String folder) {
        return false;
    }
}
