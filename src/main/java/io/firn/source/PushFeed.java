package io.firn.source;

import java.util.UUID;
import java.util.function.Consumer;

/**
 * What becomes of a push, line by line, for the person who waits at the git client. {@code source} says that it wants this;
 * {@code observe} knows it.
 */
public interface PushFeed {
    /**
     * Hands over each line as it comes and returns when the run that the push began has ended. An exception from the consumer
     * (the client went away) ends the following, never the run.
     */
    void follow(UUID pushId, Consumer<String> line);
}
