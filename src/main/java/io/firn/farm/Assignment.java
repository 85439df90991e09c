package io.firn.farm;

/** What came of asking for a builder. */
public sealed interface Assignment {
    /** A builder has a slot for the attempt. */
    record Given(BuilderJob job, long logBase, String nodeName) implements Assignment {}

    /** Builders that fit are all busy; one will be free. */
    record AllBusy(String sentence) implements Assignment {}

    /** There is no builder that fits and answers. */
    record NoBuilder(String sentence) implements Assignment {}
}
