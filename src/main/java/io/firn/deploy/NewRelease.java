package io.firn.deploy;

import io.firn.app.AppConfig;
import io.firn.nix.StorePath;
import java.util.List;
import java.util.UUID;

/**
 * What a release is to be made of.
 *
 * @param appId app
 * @param runId run that makes it; asking again for the same run gives the same release
 * @param root root of its closure
 * @param image image named by digest
 * @param config configuration to run with
 * @param processes process types
 * @param serving where it says that it listens and is well
 * @param reason why, for people: {@code Deploy 3f2a91c}, {@code Rollback to v5}, {@code Config change}
 */
public record NewRelease(
        UUID appId,
        UUID runId,
        StorePath root,
        String image,
        AppConfig config,
        List<String> processes,
        Serving serving,
        String reason) {
    public NewRelease {
        processes = List.copyOf(processes);
    }
}
