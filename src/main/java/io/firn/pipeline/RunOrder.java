package io.firn.pipeline;

import io.firn.source.Revision;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done with an app.
 *
 * @param revision what to deploy; null for other kinds
 * @param pushId the push that asks for it; null where a call does
 * @param rollbackTo the release to go back to; null for other kinds
 * @param config for a rollback: which configuration holds afterwards
 * @param upgrade for a deploy: whether it moves the app to what is offered now
 * @param tokenId who asks
 * @param idempotencyKey the caller's own name for the call: the same one again is the same run
 */
public record RunOrder(
        RunKind kind,
        @Nullable Revision revision,
        @Nullable UUID pushId,
        @Nullable Integer rollbackTo,
        Config config,
        boolean upgrade,
        @Nullable UUID tokenId,
        @Nullable String idempotencyKey) {

    /** Which configuration holds after a rollback. */
    public enum Config {
        /** Today's: what was changed since then stays. */
        OF_TODAY,
        /** The one that the release ran with. */
        OF_THE_RELEASE
    }

    /** Deploys a revision. */
    public static RunOrder deploy(
            Revision revision, @Nullable UUID pushId, @Nullable UUID tokenId, @Nullable String idempotencyKey) {
        return new RunOrder(RunKind.DEPLOY, revision, pushId, null, Config.OF_TODAY, false, tokenId, idempotencyKey);
    }

    /** Deploys a revision, built with what is offered now. */
    public static RunOrder upgrade(Revision revision, @Nullable UUID tokenId, @Nullable String idempotencyKey) {
        return new RunOrder(RunKind.DEPLOY, revision, null, null, Config.OF_TODAY, true, tokenId, idempotencyKey);
    }

    /** Brings an earlier release's code back. */
    public static RunOrder rollback(
            int release, Config config, @Nullable UUID tokenId, @Nullable String idempotencyKey) {
        return new RunOrder(RunKind.ROLLBACK, null, null, release, config, false, tokenId, idempotencyKey);
    }

    /** Removes the app. */
    public static RunOrder destroy(@Nullable UUID tokenId) {
        return new RunOrder(RunKind.DESTROY, null, null, null, Config.OF_TODAY, false, tokenId, null);
    }
}
