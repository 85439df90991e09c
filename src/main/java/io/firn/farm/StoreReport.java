package io.firn.farm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * What a collection of a builder's store did, or would do.
 *
 * @param storePaths paths in the store before
 * @param storeBytes their NAR bytes
 * @param deadBytes NAR bytes of what nothing keeps
 * @param expired kept outputs whose time was over
 * @param paths paths that went
 * @param bytes their NAR bytes
 * @param spared paths that were to go and came into use meanwhile
 * @param diskFreed bytes that the disk has more free; others write there too
 * @param diskPercent how full the disk is now
 * @param shown some of the paths that went, the largest first
 */
public record StoreReport(
        String node,
        boolean dryRun,
        long storePaths,
        long storeBytes,
        long deadBytes,
        List<String> expired,
        long paths,
        long bytes,
        long spared,
        long diskFreed,
        int diskPercent,
        List<Gone> shown) {

    /** A path that went. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Gone(String path, long bytes, Instant registered, String why) {}

    /** One line for people. */
    public String summary() {
        return paths + " paths (" + bytes / (1 << 20) + " MiB) " + (dryRun ? "would go" : "deleted") + ", "
                + diskPercent + " % of the disk in use";
    }
}
