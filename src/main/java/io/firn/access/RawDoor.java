package io.firn.access;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * A door that answers on plain Vert.x routes, for reads so frequent that JAX-RS would cost more than the answer. A bean that
 * implements this is found by {@link Routes}; requests come to it only after the same checks as a resource's.
 */
public interface RawDoor {
    /**
     * One way in.
     *
     * @param method HTTP method; GET takes HEAD too
     * @param path path, with parameters as JAX-RS writes them
     * @param needs scopes of which a token must allow one
     * @param whereOpen when it is open to callers without a token, in words, or empty where it never is
     */
    record Way(String method, String path, List<Scope> needs, String whereOpen) {
        public Way {
            needs = List.copyOf(needs);
        }
    }

    /** All ways in. They must share their first path segment, and no other room's path may begin with it. */
    List<Way> ways();

    /**
     * Whether the thing at a path is open to callers without a token just now; empty where that is not known without a look into
     * the database. Must not block.
     */
    Optional<Boolean> open(String path);

    /** As {@link #open}, with that look; called on a thread that may block. */
    boolean learn(String path);

    /** The name of the one thing that a path is about; a token made for one thing must have been made for this. */
    String thing(String path);

    /** Answers a request that passed all checks. Called on the event loop: must not block. */
    void answer(RoutingContext request);
}
