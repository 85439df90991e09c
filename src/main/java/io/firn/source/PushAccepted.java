package io.firn.source;

import java.util.UUID;

/**
 * A hint that a push row is there; the row is the truth, and whoever misses the hint finds it by looking.
 *
 * @param pushId the row
 * @param appId the app that was pushed to
 */
public record PushAccepted(UUID pushId, UUID appId) {}
