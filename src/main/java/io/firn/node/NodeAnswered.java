package io.firn.node;

import java.util.UUID;

/** A hint that a node was made ready or answers again, so that what waits for it need not wait for its own next look. */
public record NodeAnswered(UUID nodeId) {}
