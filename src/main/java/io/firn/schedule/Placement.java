package io.firn.schedule;

/**
 * A build and the machine that it is to go to.
 *
 * @param prediction what was predicted of it: what it holds of the machine
 * @param missing bytes that the machine has to fetch first
 * @param finish seconds until it is predicted to be done
 * @param rule why it was this build's turn
 */
public record Placement(Job job, Machine machine, Prediction prediction, long missing, double finish, Rule rule) {
    /** Why it was a build's turn. */
    public enum Rule {
        /** Its org, app and branch had used least of the farm. */
        SHARE,
        /** It had waited longest, and others had passed it often enough. */
        WAITED_LONGEST,
        /** The queue would be empty before it is done: begun later it would hold up the end. */
        LONGEST_FIRST,
        /** The queue runs dry, and the machine is too slow for the longer ones. */
        SHORT_ON_SLOW
    }
}
