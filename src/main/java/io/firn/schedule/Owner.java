package io.firn.schedule;

import java.util.UUID;

/**
 * Whose turn a build takes: shares are divided between orgs, within one between its apps, within one between its branches.
 *
 * @param branch empty where it is of no branch
 */
public record Owner(UUID org, UUID app, String branch) {
    /** The key under which the org's use is counted. */
    public String orgKey() {
        return org.toString();
    }

    /** The key under which the app's use is counted. */
    public String appKey() {
        return org + "/" + app;
    }

    /** The key under which the branch's use is counted. */
    public String branchKey() {
        return org + "/" + app + "/" + branch;
    }
}
