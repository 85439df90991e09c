package io.firn.node;

import java.util.Locale;

/** Where a node is in its life. */
public enum NodeState {
    /** Known, but not made ready yet; the reason says what is in the way. Entered by joining, also anew at another address. */
    JOINING,
    /** Ready and answering. Entered when it was made ready, and when it answers again. */
    HEALTHY,
    /** Has not answered for a while (30 s): gets no new work, keeps what it has. */
    SUSPECT,
    /** Has not answered for so long (45 s) that its builds are given up. */
    LOST,
    /** An operator takes it out: it finishes what it has and gets nothing new. */
    DRAINING,
    /** An operator took it out: Firn does not even ask how it is. */
    DISABLED;

    /** Whether new work may go there. */
    public boolean takesWork() {
        return this == HEALTHY;
    }

    /** As people read it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether Firn asks it how it is. */
    boolean watched() {
        return this != DISABLED;
    }
}
